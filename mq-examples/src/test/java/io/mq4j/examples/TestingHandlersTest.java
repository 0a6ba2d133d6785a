package io.mq4j.examples;

import static java.time.Duration.ofMillis;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.mq4j.Broker;
import io.mq4j.Delivery;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.Outcome;
import io.mq4j.examples.Billing.InvalidOrder;
import io.mq4j.examples.Billing.Order;
import io.mq4j.handler.Idempotency;
import io.mq4j.handler.IdempotencyStore;
import io.mq4j.handler.Retry;
import io.mq4j.memory.MemoryBroker;
import org.junit.jupiter.api.Test;

final class TestingHandlersTest {
  private final Billing billing = new Billing(2);
  private final MessageHandler charge =
      MessageHandler.json(Order.class, (order, delivery) -> billing.charge(order))
          .with(Idempotency.of(IdempotencyStore.inMemory(1_000)))
          .with(Retry.fixed(ofMillis(10)).rejectOn(InvalidOrder.class));

  // snippet: testAlone
  @Test
  void an_invalid_order_is_rejected_at_once() throws Exception {
    Message invalid = Message.json(new Order("ada", -1));
    Outcome outcome = charge.handle(Delivery.of("orders", "billing", invalid));
    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REJECT);
  }

  // end

  // snippet: testMisbehaving
  @Test
  void nobody_is_charged_twice_when_the_broker_delivers_again() throws Exception {
    try (MemoryBroker server = MemoryBroker.builder("misbehaving").build();
        Broker broker = server.connect()) {
      broker.consumer("billing").subscribe("orders", charge).ready().get(10, SECONDS);

      server.faults().loseConfirmations(1); // the next send is stored, and repeated
      broker.producer().sendAndWait("orders", Message.json(new Order("ada", 1_250)));
      server.faults().dropConnections();
      broker.producer().sendAndWait("orders", Message.json(new Order("bob", 99)));

      assertThat(billing.awaitCharges()).isTrue();
      server.faults().redeliverSettled(10);
    }
    assertThat(billing.charged)
        .containsExactlyInAnyOrder(new Order("ada", 1_250), new Order("bob", 99));
  }
  // end
}
