package io.mq4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.mq4j.Broker;
import io.mq4j.Message;
import io.mq4j.Outcome;
import io.mq4j.Producer;
import io.mq4j.ProducerOptions;
import io.mq4j.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slice")
@Timeout(180)
class KafkaKillTest {
  @Test
  void whatWasConfirmedAroundAKillOfTheBrokerIsAllHandled() throws Exception {
    Set<String> handled = ConcurrentHashMap.newKeySet();
    Set<String> sent = new HashSet<>();
    CountDownLatch some = new CountDownLatch(1_000);
    CountDownLatch all = new CountDownLatch(20_000);
    try (KafkaNode node = KafkaNode.start();
        Broker broker = Broker.connect(node.url())) {
      String topic = node.topic("killed", 4);
      Producer producer = broker.producer(ProducerOptions.DEFAULT.timeout(Duration.ofSeconds(90)));
      broker
          .consumer("g")
          .subscribe(
              topic,
              delivery -> {
                if (handled.add(delivery.message().text())) {
                  some.countDown();
                  all.countDown();
                }
                return Outcome.done();
              });
      List<CompletableFuture<Receipt>> sends = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        if (i == 10_000) {
          assertThat(some.await(60, TimeUnit.SECONDS)).isTrue();
          node.kill();
        }
        sent.add("m" + i);
        sends.add(producer.send(topic, Message.text("m" + i).key("k" + i % 20)));
      }
      node.startAgain();
      for (CompletableFuture<Receipt> send : sends) {
        send.get(90, TimeUnit.SECONDS);
      }

      assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(handled).isEqualTo(sent);
    }
  }
}
