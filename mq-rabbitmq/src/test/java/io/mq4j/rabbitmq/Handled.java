package io.mq4j.rabbitmq;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Counts handled messages and times them from the first to the last. Safe for many threads. */
final class Handled {
  private final int messages;
  private final CountDownLatch left;
  private final AtomicLong first = new AtomicLong();
  private volatile long last;

  Handled(int messages) {
    this.messages = messages;
    this.left = new CountDownLatch(messages);
  }

  void add() {
    if (first.get() == 0) {
      first.compareAndSet(0, System.nanoTime());
    }
    if (left.getCount() == 1) {
      last = System.nanoTime();
    }
    left.countDown();
  }

  boolean isDone() {
    return left.getCount() == 0;
  }

  void await() throws InterruptedException {
    if (!left.await(3, TimeUnit.MINUTES)) {
      throw new IllegalStateException(left.getCount() + " messages are missing");
    }
    last = System.nanoTime();
  }

  /** Thousands of messages a second. */
  double rate() {
    return messages * 1e6 / (last - first.get());
  }
}
