package io.mq4j.examples;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What the handlers of the snippets work for. */
final class Billing {
  final Queue<Order> charged = new ConcurrentLinkedQueue<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final CountDownLatch expected;

  Billing(int expectedCharges) {
    expected = new CountDownLatch(expectedCharges);
  }

  void failNext(int times) {
    failures.set(times);
  }

  void charge(Order order) throws InvalidOrder {
    if (order.cents() < 0) {
      throw new InvalidOrder();
    }
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IllegalStateException("the payment service is away");
    }
    charged.add(order);
    expected.countDown();
  }

  boolean awaitCharges() throws InterruptedException {
    return expected.await(20, TimeUnit.SECONDS);
  }

  record Order(String customer, int cents) {}

  static final class InvalidOrder extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
