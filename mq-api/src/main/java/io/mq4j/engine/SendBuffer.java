package io.mq4j.engine;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Bounds the bytes of unconfirmed sends. The lock is touched only while it is full. */
final class SendBuffer {
  private final long limit;
  private final AtomicLong used = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private volatile int waiting;

  SendBuffer(long limit) {
    this.limit = limit;
  }

  /** Takes room, waiting for it until the deadline; false if there was none. */
  boolean take(long bytes, long deadline) throws InterruptedException {
    return tryTake(bytes) || await(() -> tryTake(bytes), deadline);
  }

  /** A message larger than the whole buffer is let in alone. */
  private boolean tryTake(long bytes) {
    while (true) {
      long before = used.get();
      if (before != 0 && before + bytes > limit) {
        return false;
      }
      if (used.compareAndSet(before, before + bytes)) {
        return true;
      }
    }
  }

  /** Waits until nothing is taken any more; false if that took longer than until the deadline. */
  boolean awaitEmpty(long deadline) throws InterruptedException {
    return await(() -> used.get() == 0, deadline);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  private boolean await(BooleanSupplier condition, long deadline) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      waiting++;
      try {
        while (!condition.getAsBoolean()) {
          long left = deadline - System.nanoTime();
          if (left <= 0) {
            return false;
          }
          long unused = room.awaitNanos(left);
        }
        return true;
      } finally {
        waiting--;
      }
    } finally {
      lock.unlock();
    }
  }

  void giveBack(long bytes) {
    used.addAndGet(-bytes);
    if (waiting > 0) {
      lock.lock();
      try {
        room.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
