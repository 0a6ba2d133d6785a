package shop;

import io.mq4j.Broker;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.Subscription;
import io.mq4j.handler.DeadLetter;
import io.mq4j.handler.Retry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A service as small as can be: one topic, one handler, one order. */
public final class Shop {
  public record Order(String customer, int cents) {}

  private Shop() {}

  /** Sends an order and returns it as the handler received it. */
  public static Order trade(String url, Order order) throws Exception {
    CompletableFuture<Order> charged = new CompletableFuture<>();
    MessageHandler charge =
        MessageHandler.json(Order.class, (received, delivery) -> charged.complete(received))
            .with(Retry.fixed(Duration.ofMillis(100)).attempts(3))
            .with(DeadLetter.to("orders.dlq"));
    try (Broker broker = Broker.connect(url);
        Subscription billing = broker.consumer("billing").subscribe("orders", charge)) {
      billing.ready().get(10, TimeUnit.SECONDS);
      broker.producer().sendAndWait("orders", Message.json(order).key(order.customer()));
      return charged.get(10, TimeUnit.SECONDS);
    }
  }

  public static void main(String[] args) throws Exception {
    System.out.println("charged " + trade("memory:", new Order("ada", 1250)));
  }
}
