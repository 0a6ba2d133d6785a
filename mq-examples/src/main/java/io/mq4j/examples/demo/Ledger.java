package io.mq4j.examples.demo;

import io.mq4j.MqEvent;
import io.mq4j.MqListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Keeps the books of a run apart from mq4j, so that it can tell whether a promise was broken. */
final class Ledger implements MqListener {
  /** So few orders are open at once that their time in the queue says something. */
  private static final int MOST_OPEN = 1_000;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Plan plan;
  private final Semaphore room = new Semaphore(MOST_OPEN);
  private final long[] sentAt;
  private final long[] took;
  private final AtomicIntegerArray charges;
  private final Map<String, Integer> lastOf = new ConcurrentHashMap<>();
  private final Set<String> dead = ConcurrentHashMap.newKeySet();
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger confirmed = new AtomicInteger();
  private final AtomicInteger handled = new AtomicInteger();
  private final AtomicInteger retried = new AtomicInteger();
  private final AtomicInteger duplicates = new AtomicInteger();
  private final AtomicInteger redriven = new AtomicInteger();
  private final AtomicInteger handledTwice = new AtomicInteger();
  private final AtomicInteger falsified = new AtomicInteger();
  private final AtomicInteger outOfOrder = new AtomicInteger();
  private volatile long lastCharge;

  Ledger(Plan plan) {
    this.plan = plan;
    this.sentAt = new long[plan.orders()];
    this.took = new long[plan.orders()];
    this.charges = new AtomicIntegerArray(plan.orders());
  }

  /** An order is about to be sent; waits while too many are open. */
  boolean open(int number) throws InterruptedException {
    boolean opened = room.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    sentAt[number] = System.nanoTime();
    return opened;
  }

  void sent() {
    sent.incrementAndGet();
  }

  void answered(@Nullable Throwable error) {
    if (error == null) {
      confirmed.incrementAndGet();
    }
  }

  void charged(Order order, int generation) {
    int number = order.number();
    if (!order.equals(plan.order(number))) {
      falsified.incrementAndGet();
    }
    if (charges.getAndIncrement(number) > 0) {
      handledTwice.incrementAndGet();
      return;
    }
    if (generation == 0 && lastOf.merge(order.customer(), number, Math::max) != number) {
      outOfOrder.incrementAndGet();
    }
    lastCharge = System.nanoTime();
    took[number] = lastCharge - sentAt[number];
    handled.incrementAndGet();
    room.release();
  }

  @Override
  public void on(MqEvent event) {
    switch (event.type()) {
      case RETRY_SCHEDULED -> retried.incrementAndGet();
      case DUPLICATE -> duplicates.incrementAndGet();
      case FORWARDED -> forwarded(event);
      default -> {}
    }
  }

  private void forwarded(MqEvent event) {
    if ("repair".equals(event.group())) {
      redriven.incrementAndGet();
    } else if (dead.add(String.valueOf(event.messageId()))) {
      room.release();
    }
  }

  /** Waits for a goal; gives up when nothing has happened for long. */
  void await(BooleanSupplier goal, Runnable tick) throws InterruptedException {
    long moved = System.nanoTime();
    String before = "";
    while (!goal.getAsBoolean() && System.nanoTime() - moved < PATIENCE.toNanos()) {
      tick.run();
      TimeUnit.MILLISECONDS.sleep(10);
      if (!before.equals(toString())) {
        before = toString();
        moved = System.nanoTime();
      }
    }
  }

  int sends() {
    return sent.get();
  }

  int handled() {
    return handled.get();
  }

  int retried() {
    return retried.get();
  }

  int deadLettered() {
    return dead.size();
  }

  int duplicates() {
    return duplicates.get();
  }

  int redriven() {
    return redriven.get();
  }

  /** Orders that were sent and are neither paid nor dead. */
  int lost() {
    return plan.orders() - handled() - deadLettered();
  }

  /** How many orders were paid per second. */
  double rate() {
    return handled() * 1e9 / Math.max(1, lastCharge - sentAt[0]);
  }

  /** The time from send to paid which this part of all orders did not exceed. */
  Duration latency(double part) {
    long[] sorted = Arrays.stream(took).filter(nanos -> nanos > 0).sorted().toArray();
    return sorted.length == 0
        ? Duration.ZERO
        : Duration.ofNanos(sorted[(int) Math.min(sorted.length - 1, part * sorted.length)]);
  }

  /** Each broken promise in words. */
  List<String> broken() {
    List<String> broken = new ArrayList<>();
    note(broken, sent.get() - confirmed.get(), "sends were not confirmed");
    note(broken, plan.orders() - handled(), "orders were lost");
    note(broken, handledTwice.get(), "orders were paid more than once");
    note(broken, falsified.get(), "orders arrived changed");
    note(broken, outOfOrder.get(), "orders were paid after a later one of the same customer");
    return broken;
  }

  private static void note(List<String> broken, int count, String what) {
    if (count != 0) {
      broken.add("%,d %s".formatted(count, what));
    }
  }

  @Override
  public String toString() {
    return "%,d sent, %,d handled, %,d retried, %,d dead-lettered, %,d duplicates"
        .formatted(sends(), handled(), retried(), deadLettered(), duplicates());
  }
}
