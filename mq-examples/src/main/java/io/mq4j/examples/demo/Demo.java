package io.mq4j.examples.demo;

import static java.time.Duration.ofMillis;

import io.mq4j.Broker;
import io.mq4j.Health;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.MqException;
import io.mq4j.Ordering;
import io.mq4j.Producer;
import io.mq4j.Receipt;
import io.mq4j.Subscription;
import io.mq4j.handler.DeadLetter;
import io.mq4j.handler.Idempotency;
import io.mq4j.handler.IdempotencyStore;
import io.mq4j.handler.Redrive;
import io.mq4j.handler.Retry;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Customers order, payment charges them. Payment fails at times, some orders can't be paid before a
 * bug in it is fixed, and some arrive twice. Nothing is lost, nobody is charged twice, and each
 * customer's orders are paid in turn.
 */
public final class Demo {
  private static final int OK = 0;
  private static final int PROMISE_BROKEN = 1;
  private static final int BAD_ARGUMENTS = 2;
  private static final int NO_BROKER = 3;

  private static final int WORKERS = 8;

  private final Plan plan;
  private final Ledger ledger;
  private final Payment payment;
  private final Screen screen;

  private Demo(Plan plan, Screen screen) {
    this.plan = plan;
    this.ledger = new Ledger(plan);
    this.payment = new Payment(plan, ledger);
    this.screen = screen;
  }

  /** Runs the demo and ends the JVM with its status. */
  public static void main(String[] args) throws InterruptedException {
    System.exit(run(System.out, System.err, args));
  }

  static int run(PrintStream out, PrintStream err, String... args) throws InterruptedException {
    try {
      Arguments arguments = Arguments.parse(args);
      if (arguments.help()) {
        out.print(Arguments.USAGE);
        return OK;
      }
      Screen screen = new Screen(out, Screen.isTerminal());
      return new Demo(new Plan(arguments.messages()), screen).run(arguments.broker());
    } catch (IllegalArgumentException e) {
      err.println("demo: " + e.getMessage());
      err.print(Arguments.USAGE);
      return BAD_ARGUMENTS;
    } catch (MqException e) {
      err.println("demo: " + e.getMessage());
      return e.kind() == MqException.Kind.CONFIGURATION ? BAD_ARGUMENTS : NO_BROKER;
    }
  }

  private int run(String url) throws InterruptedException {
    String id = Long.toString(System.currentTimeMillis(), 36);
    String orders = "demo-orders-" + id;
    String deadOrders = "demo-dead-orders-" + id;

    try (Broker broker = Broker.builder(url).listener(ledger).logging(false).build()) {
      MessageHandler charge =
          MessageHandler.json(Order.class, payment::charge)
              .with(Idempotency.of(IdempotencyStore.inMemory(100_000)))
              .with(
                  Retry.exponential(ofMillis(10), ofMillis(100))
                      .attempts(5)
                      .rejectOn(UnknownCurrency.class))
              .with(DeadLetter.to(deadOrders));

      Subscription payments =
          broker
              .consumer("payment")
              .ordering(Ordering.KEY)
              .concurrency(WORKERS)
              .subscribe(orders, charge);
      Subscription repair = broker.consumer("repair").subscribe(deadOrders, Redrive.toOrigin());
      awaitReady(broker, payments, repair);
      repair.pause();

      screen.line(
          "%,d orders over %s, %d workers".formatted(plan.orders(), broker.name(), WORKERS));
      send(broker.producer(), orders);
      ledger.await(this::isAllAnswered, this::showProgress);
      screen.table(ledger);

      screen.line("Payment's bug is fixed: redriving the dead letters ...");
      payment.fixBug();
      repair.resume();
      ledger.await(this::isAllHandled, this::showProgress);
      screen.line(
          "%,d redriven, %,d of %,d orders handled"
              .formatted(ledger.redriven(), ledger.handled(), plan.orders()));
    }
    return verdict();
  }

  private void send(Producer producer, String topic) throws InterruptedException {
    for (int number = 0; number < plan.orders() && ledger.open(number); number++) {
      Order order = plan.order(number);
      Message message = Message.json(order).key(order.customer());
      send(producer, topic, message);
      if (plan.isDoubled(number)) {
        send(producer, topic, message);
      }
      showProgress();
    }
    producer.flush();
  }

  private void send(Producer producer, String topic, Message message) {
    ledger.sent();
    CompletableFuture<Receipt> unused =
        producer.send(topic, message).whenComplete((receipt, error) -> ledger.answered(error));
  }

  private boolean isAllAnswered() {
    return ledger.lost() == 0 && ledger.duplicates() >= plan.doubled();
  }

  private boolean isAllHandled() {
    return ledger.handled() == plan.orders() && ledger.redriven() >= ledger.deadLettered();
  }

  private void showProgress() {
    screen.progress(ledger);
  }

  private int verdict() {
    List<String> broken = ledger.broken();
    broken.forEach(promise -> screen.line("BROKEN: " + promise));
    if (broken.isEmpty()) {
      screen.line("No order lost, none paid twice, each customer's in turn.");
    }
    return broken.isEmpty() ? OK : PROMISE_BROKEN;
  }

  /** Subscribing returns at once, also while the broker is away; a demo won't wait for ever. */
  private static void awaitReady(Broker broker, Subscription one, Subscription other)
      throws InterruptedException {
    try {
      CompletableFuture.allOf(one.ready(), other.ready()).get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof MqException known ? known : new IllegalStateException(e);
    } catch (TimeoutException e) {
      Health health = broker.health();
      MqException cause = health.cause();
      throw MqException.builder(
              MqException.Kind.UNAVAILABLE,
              broker.name()
                  + " is not ready after 10 s: "
                  + (cause == null ? health.detail() : cause.getMessage()))
          .cause(e)
          .build();
    }
  }
}
