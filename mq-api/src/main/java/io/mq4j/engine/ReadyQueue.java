package io.mq4j.engine;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What handlers may take next: a ring that one thread fills and many empty, without locks and
 * without garbage. Its owner never puts in more than it was made for.
 */
final class ReadyQueue<T> {
  private final AtomicReferenceArray<@Nullable T> ring;
  private final int mask;
  private final AtomicLong head = new AtomicLong();
  private final AtomicLong tail = new AtomicLong();

  ReadyQueue(int capacity) {
    int size = Integer.highestOneBit(Math.max(1, capacity - 1)) << 1;
    ring = new AtomicReferenceArray<>(size);
    mask = size - 1;
  }

  void add(T item) {
    long at = tail.getPlain();
    if (at - head.get() > mask) {
      throw new IllegalStateException("ready queue of " + (mask + 1) + " is full");
    }
    ring.setPlain((int) at & mask, item);
    tail.set(at + 1);
  }

  @Nullable T poll() {
    while (true) {
      long at = head.get();
      if (at >= tail.get()) {
        return null;
      }
      T item = ring.getPlain((int) at & mask);
      if (head.compareAndSet(at, at + 1)) {
        return item;
      }
    }
  }

  boolean isEmpty() {
    return head.get() >= tail.get();
  }
}
