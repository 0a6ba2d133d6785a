package io.mq4j.memory;

import io.mq4j.MqException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Wakes the one thread that waits at it. A ring while nobody waits ends the next wait. */
final class Doorbell {
  private volatile boolean rung;
  private volatile @Nullable Thread waiter;

  void ring() {
    rung = true;
    Thread thread = waiter;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  void await(long nanos) {
    long end = System.nanoTime() + nanos;
    waiter = Thread.currentThread();
    try {
      for (long left = nanos; !rung && left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(this, left);
        if (Thread.currentThread().isInterrupted()) {
          throw MqException.builder(MqException.Kind.INTERRUPTED, "interrupted while waiting")
              .adapter(Settings.ADAPTER)
              .build();
        }
      }
    } finally {
      waiter = null;
      rung = false;
    }
  }
}
