package io.mq4j.examples;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mq4j.Broker;
import io.mq4j.Delivery;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.MqException;
import io.mq4j.Ordering;
import io.mq4j.Outcome;
import io.mq4j.Receipt;
import io.mq4j.ReservedHeaders;
import io.mq4j.SendOptions;
import io.mq4j.Subscription;
import io.mq4j.examples.Billing.InvalidOrder;
import io.mq4j.examples.Billing.Order;
import io.mq4j.handler.DeadLetter;
import io.mq4j.handler.Idempotency;
import io.mq4j.handler.IdempotencyStore;
import io.mq4j.handler.Redrive;
import io.mq4j.handler.Retry;
import io.mq4j.handler.Router;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class QuickStartTest {
  private final Billing billing = new Billing(1);
  private final IdempotencyStore store = IdempotencyStore.inMemory(1_000);

  @Test
  void an_order_is_charged() throws Exception {
    Order order = new Order("ada", 1_250);
    // snippet: quickStart
    try (Broker broker = Broker.connect("memory:")) {
      MessageHandler charge =
          MessageHandler.json(Order.class, (received, delivery) -> billing.charge(received))
              .with(Idempotency.of(store))
              .with(
                  Retry.exponential(ofMillis(200), ofSeconds(30))
                      .attempts(5)
                      .rejectOn(InvalidOrder.class))
              .with(DeadLetter.to("orders.dlq"));

      broker.consumer("billing").subscribe("orders", charge);
      broker.producer().sendAndWait("orders", Message.json(order).key(order.customer()));
      billing.awaitCharges(); // a service would simply run on
    }
    // end
    assertThat(billing.charged).containsExactly(order);
  }

  @Test
  void a_key_orders_messages() throws Exception {
    CountDownLatch met = new CountDownLatch(3);
    MessageHandler handler = MessageHandler.of(delivery -> met.countDown());
    try (Broker broker = Broker.connect("memory:")) {
      // snippet: keyOrder
      Subscription subscription =
          broker
              .consumer("billing")
              .ordering(Ordering.KEY)
              .concurrency(8)
              .subscribe("orders", handler);
      subscription.ready().get(10, SECONDS);

      for (String step : List.of("placed", "paid", "shipped")) {
        CompletableFuture<Receipt> unused =
            broker.producer().send("orders", Message.text(step).key("order-17"));
      }
      broker.producer().flush();
      // end
      assertThat(met.await(10, SECONDS)).isTrue();
    }
  }

  @Test
  void a_send_asks_for_more_than_the_usual() throws Exception {
    try (Broker broker = Broker.connect("memory:")) {
      CountDownLatch reminded = new CountDownLatch(1);
      broker.consumer("mail").subscribe("reminders", MessageHandler.of(d -> reminded.countDown()));
      // snippet: sendOptions
      Message reminder = Message.text("pay, please").header("language", "en");
      broker.producer().sendAndWait("reminders", reminder, SendOptions.NONE.delay(ofMillis(100)));
      // end
      assertThat(reminded.await(10, SECONDS)).isTrue();
    }
  }

  @Test
  void a_batch_answers_for_each_message() throws Exception {
    Billing three = new Billing(3);
    try (Broker broker = Broker.connect("memory:")) {
      // snippet: batch
      Subscription subscription =
          broker
              .consumer("archive")
              .subscribe(
                  List.of("orders"),
                  100,
                  ofMillis(50),
                  batch -> batch.stream().map(delivery -> archive(three, delivery)).toList());
      // end
      for (int i = 0; i < 3; i++) {
        broker.producer().sendAndWait("orders", Message.json(new Order("ada", i)));
      }
      assertThat(three.awaitCharges()).isTrue();
      assertThat(subscription.group()).isEqualTo("archive");
    }
  }

  private static Outcome archive(Billing archive, Delivery delivery) {
    try {
      archive.charge(new Order(delivery.message().text(), 0));
      return Outcome.done();
    } catch (InvalidOrder e) {
      return Outcome.reject(e);
    }
  }

  @Test
  void a_router_finds_the_handler() throws Exception {
    CountDownLatch placed = new CountDownLatch(1);
    CountDownLatch paid = new CountDownLatch(1);
    MessageHandler onPlaced = MessageHandler.of(delivery -> placed.countDown());
    MessageHandler onPaid = MessageHandler.of(delivery -> paid.countDown());
    try (Broker broker = Broker.connect("memory:")) {
      // snippet: router
      Router router =
          Router.byHeader("type").route("placed", onPlaced).route("paid", onPaid).otherwiseReject();

      broker.consumer("books").subscribe("orders", router.with(DeadLetter.to("orders.dlq")));
      // end
      broker.producer().sendAndWait("orders", Message.text("1").header("type", "placed"));
      broker.producer().sendAndWait("orders", Message.text("2").header("type", "paid"));
      assertThat(placed.await(10, SECONDS)).isTrue();
      assertThat(paid.await(10, SECONDS)).isTrue();
    }
  }

  @Test
  void an_unsound_combination_is_refused() {
    MessageHandler charge = MessageHandler.json(Order.class, (order, delivery) -> {});
    MqException refusal =
        catchThrowableOfType(
            MqException.class,
            () ->
                charge
                    .with(Idempotency.of(store).retention(ofSeconds(10)))
                    .with(Retry.fixed(ofSeconds(60))));
    assertThat(refusal).hasMessageContaining("retention is PT10S, must be at least");
  }

  @Test
  void dead_letters_get_another_life() throws Exception {
    CompletableFuture<String> died = new CompletableFuture<>();
    try (Broker broker = Broker.connect("memory:")) {
      MessageHandler charge =
          MessageHandler.json(Order.class, (order, delivery) -> billing.charge(order))
              .with(DeadLetter.to("orders.dlq"));
      broker.consumer("billing").subscribe("orders", charge);
      billing.failNext(1);
      // snippet: redrive
      Subscription repair = broker.consumer("repair").subscribe("orders.dlq", Redrive.toOrigin());
      // end
      broker
          .consumer("watch")
          .subscribe(
              "orders.dlq",
              MessageHandler.of(
                  dead -> died.complete(dead.message().header(ReservedHeaders.DEAD_EXCEPTION))));
      broker.producer().sendAndWait("orders", Message.json(new Order("ada", 7)));
      assertThat(died.get(10, SECONDS)).isEqualTo("java.lang.IllegalStateException");
      assertThat(billing.awaitCharges()).isTrue();
      repair.close();
    }
  }
}
