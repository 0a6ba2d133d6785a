package io.mq4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mq4j.Broker;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.Ordering;
import io.mq4j.Outcome;
import io.mq4j.Receipt;
import io.mq4j.Subscription;
import io.mq4j.testkit.fault.JvmFork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slice")
@Timeout(120)
class KafkaSliceTest {
  private static KafkaNode node;

  @BeforeAll
  static void start() throws Exception {
    node = KafkaNode.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (node != null) {
      node.close();
    }
  }

  private static List<CompletableFuture<Receipt>> send(
      Broker broker, String topic, int from, int to) {
    List<CompletableFuture<Receipt>> sends = new ArrayList<>();
    for (int i = from; i < to; i++) {
      sends.add(broker.producer().send(topic, Message.text("m" + i).key("k" + i % 20)));
    }
    return sends;
  }

  private static void confirmed(List<CompletableFuture<Receipt>> sends) throws Exception {
    for (CompletableFuture<Receipt> send : sends) {
      send.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void whatIsSentIsHandledOnce() throws Exception {
    String topic = node.topic("once", 4);
    Map<String, Integer> handled = new ConcurrentHashMap<>();
    CountDownLatch all = new CountDownLatch(3_000);
    try (Broker broker = Broker.connect(node.url())) {
      Subscription subscription =
          broker
              .consumer("g")
              .subscribe(
                  topic,
                  delivery -> {
                    handled.merge(delivery.message().text(), 1, Integer::sum);
                    all.countDown();
                    return Outcome.done();
                  });
      confirmed(send(broker, topic, 0, 3_000));

      assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
      subscription.close();
      assertThat(handled).hasSize(3_000).allSatisfy((text, times) -> assertThat(times).isOne());
    }
    try (Broker broker = Broker.connect(node.url())) {
      Subscription again = broker.consumer("g").subscribe(topic, delivery -> Outcome.done());
      again.ready().get(30, TimeUnit.SECONDS);
      assertThat(again.lag().get(30, TimeUnit.SECONDS)).isZero();
    }
  }

  @Test
  void messagesOfAKeyStayInOrderOverTwoConsumersAlsoUnderRetry() throws Exception {
    String topic = node.topic("ordered", 6);
    Map<String, List<Integer>> done = new ConcurrentHashMap<>();
    Map<Integer, Boolean> failedOnce = new ConcurrentHashMap<>();
    CountDownLatch all = new CountDownLatch(2_000);
    try (Broker one = Broker.connect(node.url());
        Broker two = Broker.connect(node.url())) {
      for (Broker broker : List.of(one, two)) {
        broker
            .consumer("g")
            .ordering(Ordering.KEY)
            .subscribe(
                topic,
                delivery -> {
                  int number = Integer.parseInt(delivery.message().text().substring(1));
                  if (number % 97 == 0 && failedOnce.put(number, true) == null) {
                    return Outcome.retryAfter(
                        Duration.ofMillis(20), new IllegalStateException("once"));
                  }
                  done.computeIfAbsent(
                          String.valueOf(delivery.message().key()), key -> new ArrayList<>())
                      .add(number);
                  all.countDown();
                  return Outcome.done();
                })
            .ready()
            .get(30, TimeUnit.SECONDS);
      }
      confirmed(send(one, topic, 0, 2_000));

      assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(done).hasSize(20);
      assertThat(done.values()).allSatisfy(numbers -> assertThat(numbers).isSorted());
    }
  }

  @Test
  void aFailedHandlerGetsTheMessageAgainAsTheNextAttempt() throws Exception {
    String topic = node.topic("failing", 1);
    BlockingQueue<Integer> attempts = new LinkedBlockingQueue<>();
    try (Broker broker = Broker.connect(node.url())) {
      broker
          .consumer("g")
          .subscribe(
              topic,
              delivery -> {
                attempts.add(delivery.attempt());
                if (delivery.attempt() < 3) {
                  throw new IllegalStateException("not yet");
                }
                return Outcome.done();
              });
      broker.producer().sendAndWait(topic, Message.text("a"));

      for (int attempt = 1; attempt <= 3; attempt++) {
        assertThat(attempts.poll(30, TimeUnit.SECONDS)).isEqualTo(attempt);
      }
    }
  }

  @Test
  void whatAKilledConsumerHadNotSettledComesToTheNext() throws Exception {
    String topic = node.topic("orphaned", 2);
    Set<String> handled = ConcurrentHashMap.newKeySet();
    try (Broker broker = Broker.connect(node.url())) {
      confirmed(send(broker, topic, 0, 100));
      try (JvmFork fork =
          JvmFork.builder(ConsumingProcess.class).args(node.url(), "g", topic).start()) {
        fork.awaitLine(line -> line.equals("got m30"), Duration.ofSeconds(60));
        fork.kill();
      }
      CountDownLatch held = new CountDownLatch(10);
      broker
          .consumer("g")
          .subscribe(
              topic,
              delivery -> {
                String text = delivery.message().text();
                if (handled.add(text) && text.endsWith("0")) {
                  held.countDown();
                }
                return Outcome.done();
              });

      assertThat(held.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void strictTopicOrderIsRefusedByType() {
    try (Broker broker = Broker.connect(node.url())) {
      assertThatExceptionOfType(MqException.class)
          .isThrownBy(
              () ->
                  broker
                      .consumer("g")
                      .ordering(Ordering.TOPIC)
                      .subscribe("any", delivery -> Outcome.done()))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(MqException.Kind.UNSUPPORTED));
    }
  }
}
