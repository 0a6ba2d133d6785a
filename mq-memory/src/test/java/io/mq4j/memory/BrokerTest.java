package io.mq4j.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.mq4j.Broker;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.MqException;
import io.mq4j.Ordering;
import io.mq4j.Outcome;
import io.mq4j.ProducerOptions;
import io.mq4j.StartPosition;
import io.mq4j.Subscription;
import io.mq4j.handler.DeadLetter;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The embedded broker as an application has it. */
final class BrokerTest {
  private final MemoryBroker server = MemoryBroker.builder("broker-test").build();
  private final Broker broker = server.connect();
  private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    broker.close();
    server.close();
  }

  private @Nullable String next() throws InterruptedException {
    return handled.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void what_is_sent_is_handled() throws Exception {
    try (Broker other = Broker.connect("memory:broker-test")) {
      Subscription subscription =
          broker
              .consumer("billing")
              .subscribe(
                  "orders",
                  delivery -> {
                    handled.add(delivery.message().text());
                    return Outcome.done();
                  });
      other.producer().sendAndWait("orders", Message.text("a"));
      assertThat(next()).isEqualTo("a");
      subscription.close();
    }
  }

  @Test
  void a_failed_handler_gets_it_again_as_the_next_attempt() throws Exception {
    broker
        .consumer("billing")
        .subscribe(
            "orders",
            delivery -> {
              handled.add(delivery.message().text() + delivery.attempt());
              return delivery.attempt() < 3
                  ? Outcome.retryAfter(Duration.ofMillis(5), new IllegalStateException())
                  : Outcome.done();
            });
    broker.producer().sendAndWait("orders", Message.text("a"));
    assertThat(List.of(String.valueOf(next()), String.valueOf(next()), String.valueOf(next())))
        .containsExactly("a1", "a2", "a3");
  }

  @Test
  void a_service_outlives_a_restart_of_the_broker() throws Exception {
    broker
        .consumer("billing")
        .ordering(Ordering.KEY)
        .subscribe(
            "orders",
            delivery -> {
              handled.add(delivery.message().text());
              return Outcome.done();
            });
    broker.producer().sendAndWait("orders", Message.text("before"));
    assertThat(next()).isEqualTo("before");
    server.faults().stop();
    CompletableFuture<?> during = broker.producer().send("orders", Message.text("during"));
    assertThat(during).isNotDone();
    server.faults().start();
    during.get(10, TimeUnit.SECONDS);
    // The acknowledgement of the first may not have got through.
    String first = next();
    assertThat("before".equals(first) ? next() : first).isEqualTo("during");
  }

  @Test
  void a_send_without_room_ends_at_its_time_out_and_is_not_stored_later() throws Exception {
    try (MemoryBroker small = MemoryBroker.builder("broker-small").capacity(2000).build();
        Broker connection = small.connect()) {
      Inbox inbox =
          new Inbox(
              small
                  .driver()
                  .openConsumer(
                      new ConsumerPlan(
                          "g", List.of("orders"), Ordering.NONE, StartPosition.EARLIEST, 10),
                      Link.NONE));
      var producer = connection.producer(ProducerOptions.DEFAULT.timeout(Duration.ofMillis(100)));
      producer.sendAndWait("orders", Message.of(new byte[1700]));
      CompletableFuture<?> late = producer.send("orders", Message.of(new byte[1000]));
      assertThat(late)
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .havingCause()
          .isInstanceOfSatisfying(
              MqException.class, e -> assertThat(e.kind()).isEqualTo(MqException.Kind.TIMEOUT));
      inbox.now();
      inbox.driver.ack(inbox.all.get(0));
      inbox.driver.commit();
      assertThat(inbox.driver.lag()).isZero();
      inbox.close();
    }
  }

  @Test
  void a_dead_letter_finds_room_though_its_source_fills_the_server() throws Exception {
    try (MemoryBroker full = MemoryBroker.builder("broker-full").capacity(50_000).build();
        Broker connection = full.connect()) {
      BlockingQueue<String> dead = new LinkedBlockingQueue<>();
      MessageHandler failing = delivery -> Outcome.reject(new IllegalStateException("on purpose"));
      connection
          .consumer("g")
          .maxInFlight(5)
          .subscribe("orders", failing.with(DeadLetter.to("dead")))
          .awaitReady(Duration.ofSeconds(10))
          .pause();
      connection
          .consumer("morgue")
          .subscribe("dead", MessageHandler.of(delivery -> dead.add(delivery.position())));
      List<CompletableFuture<?>> sent = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        sent.add(connection.producer().send("orders", Message.of(new byte[2000])));
      }
      assertThat(sent.get(59)).as("the server is full").isNotDone();
      connection
          .consumer("g")
          .maxInFlight(5)
          .subscribe("orders", failing.with(DeadLetter.to("dead")));
      for (int i = 0; i < 60; i++) {
        assertThat(dead.poll(10, TimeUnit.SECONDS)).as("dead letter %d", i).isNotNull();
      }
      CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new)).get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void a_thousand_sends_keep_the_order_of_their_key_over_two_subscriptions() throws Exception {
    for (int i = 0; i < 2; i++) {
      broker
          .consumer("billing")
          .ordering(Ordering.KEY)
          .subscribe(
              "orders",
              delivery -> {
                handled.add(delivery.message().text());
                return Outcome.done();
              });
    }
    IntStream.range(0, 1000)
        .mapToObj(i -> broker.producer().send("orders", Message.text("" + i).key("k")))
        .toList()
        .forEach(CompletableFuture::join);
    for (int i = 0; i < 1000; i++) {
      assertThat(next()).isEqualTo("" + i);
    }
  }
}
