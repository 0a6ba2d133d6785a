package io.mq4j.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.mq4j.Broker;
import io.mq4j.Consumer;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.Ordering;
import io.mq4j.Outcome;
import io.mq4j.Receipt;
import io.mq4j.Subscription;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("slice")
@Timeout(120)
final class EngineTest {
  private RabbitNode node;
  private Broker broker;

  @BeforeEach
  void start(@TempDir Path folder) {
    node = RabbitNode.in(folder);
    broker = Broker.connect(node.url());
  }

  @AfterEach
  void stop() {
    try {
      broker.close(Duration.ofSeconds(2));
    } finally {
      node.close();
    }
  }

  private static Subscription ready(Consumer consumer, String topic, MessageHandler handler)
      throws Exception {
    Subscription subscription = consumer.subscribe(topic, handler);
    subscription.ready().get(30, TimeUnit.SECONDS);
    return subscription;
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(60, TimeUnit.SECONDS)).as("%s left", latch).isTrue();
  }

  @Test
  void each_message_of_a_key_is_handled_in_order_over_two_consumers() throws Exception {
    int count = 4000;
    CountDownLatch handled = new CountDownLatch(count);
    Map<String, List<Integer>> byKey = new ConcurrentHashMap<>();
    MessageHandler handler =
        MessageHandler.of(
            delivery -> {
              byKey
                  .computeIfAbsent(
                      String.valueOf(delivery.message().key()),
                      key -> Collections.synchronizedList(new ArrayList<>()))
                  .add(Integer.parseInt(delivery.message().text()));
              handled.countDown();
            });
    Consumer consumer = broker.consumer("billing").ordering(Ordering.KEY);
    Subscription one = ready(consumer, "orders", handler);
    try (Broker second = Broker.connect(node.url())) {
      Subscription two =
          ready(second.consumer("billing").ordering(Ordering.KEY), "orders", handler);
      List<CompletableFuture<Receipt>> sends = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        sends.add(broker.producer().send("orders", Message.text("" + i).key("key-" + i % 50)));
        if (i == count / 2) {
          CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new))
              .get(30, TimeUnit.SECONDS);
          one.close();
        }
      }
      await(handled);
      two.close();
    }
    assertThat(byKey).hasSize(50);
    byKey.forEach(
        (key, numbers) ->
            assertThat(numbers.stream().distinct().toList())
                .as(key)
                .hasSize(count / 50)
                .isSorted());
  }

  @Test
  void a_failed_handler_is_called_again_and_the_message_is_then_gone() throws Exception {
    List<Integer> attempts = new CopyOnWriteArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    MessageHandler handler =
        delivery -> {
          attempts.add(delivery.attempt());
          if (delivery.attempt() < 3) {
            return Outcome.retryAfter(Duration.ofMillis(20), new IllegalStateException("not yet"));
          }
          done.countDown();
          return Outcome.done();
        };
    try (Subscription subscription = ready(broker.consumer("billing"), "orders", handler)) {
      broker.producer().sendAndWait("orders", Message.text("one"));
      await(done);
      assertThat(subscription.health().healthy()).isTrue();
    }
    assertThat(attempts).containsExactly(1, 2, 3);
    List<String> seen = new CopyOnWriteArrayList<>();
    CountDownLatch fence = new CountDownLatch(1);
    try (Subscription again =
        ready(
            broker.consumer("billing"),
            "orders",
            MessageHandler.of(
                delivery -> {
                  seen.add(delivery.message().text());
                  fence.countDown();
                }))) {
      broker.producer().sendAndWait("orders", Message.text("fence"));
      await(fence);
      assertThat(again.topics()).containsExactly("orders");
    }
    assertThat(seen).containsExactly("fence");
  }

  @Test
  void all_that_was_confirmed_is_handled_though_the_server_was_killed_mid_stream()
      throws Exception {
    int count = 10_000;
    Set<String> handled = ConcurrentHashMap.newKeySet();
    CountDownLatch some = new CountDownLatch(count / 4);
    CountDownLatch all = new CountDownLatch(count);
    MessageHandler handler =
        MessageHandler.of(
            delivery -> {
              if (handled.add(delivery.message().id())) {
                some.countDown();
                all.countDown();
              }
            });
    try (Subscription subscription = ready(broker.consumer("billing"), "orders", handler)) {
      Set<String> confirmed = ConcurrentHashMap.newKeySet();
      List<CompletableFuture<Receipt>> sends = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        CompletableFuture<Receipt> send =
            broker.producer().send("orders", Message.text("" + i).key("key-" + i % 50));
        sends.add(
            send.whenComplete(
                (receipt, error) -> {
                  if (error == null) {
                    confirmed.add(receipt.messageId());
                  }
                }));
      }
      await(some);
      node.kill();
      assertThat(all.getCount()).as("killed mid-stream").isPositive();
      node.start();
      CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
      await(all);
      assertThat(confirmed).hasSize(count);
      assertThat(handled).containsAll(confirmed);
      assertThat(subscription.state()).isEqualTo(Subscription.State.RUNNING);
    }
  }

  @Test
  void a_consumer_whose_connection_is_cut_goes_on() throws Exception {
    int count = 5000;
    Set<String> handled = ConcurrentHashMap.newKeySet();
    CountDownLatch some = new CountDownLatch(count / 4);
    CountDownLatch all = new CountDownLatch(count);
    MessageHandler handler =
        MessageHandler.of(
            delivery -> {
              if (handled.add(delivery.message().id())) {
                some.countDown();
                all.countDown();
              }
            });
    try (Subscription subscription = ready(broker.consumer("billing"), "orders", handler)) {
      List<CompletableFuture<Receipt>> sends = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        sends.add(broker.producer().send("orders", Message.text("" + i)));
      }
      await(some);
      node.cutConnections();
      await(all);
      CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
      assertThat(subscription.inFlight()).isLessThanOrEqualTo(1000);
    }
  }
}
