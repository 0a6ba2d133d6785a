package io.mq4j.engine;

import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.Intake;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends the waits of one poller, wherever it waits: in its driver or parked. Whoever has news first
 * makes it visible and then rings; the poller first silences the bell and then looks for news, so a
 * ring is never lost, and costs next to nothing while the poller is busy.
 */
final class Bell {
  private static final int BUSY = 0;
  private static final int RECEIVING = 1;
  private static final int PARKED = 2;

  private final AtomicInteger waiting = new AtomicInteger(BUSY);
  private volatile boolean rung;
  private volatile @Nullable ConsumerDriver receiving;
  private volatile @Nullable Thread parked;

  /** Called by any thread. */
  void ring() {
    if (!rung) {
      rung = true;
    }
    int now = waiting.get();
    if (now != BUSY && waiting.compareAndSet(now, BUSY)) {
      ConsumerDriver driver = receiving;
      if (now == PARKED) {
        LockSupport.unpark(parked);
      } else if (driver != null) {
        driver.wakeup();
      }
    }
  }

  /** The poller is going to look for news. */
  void silence() {
    rung = false;
  }

  /** Receives; does not wait if the bell has rung since it was silenced. */
  void receive(ConsumerDriver driver, Intake intake, int room, long nanos) {
    receiving = driver;
    waiting.set(RECEIVING);
    try {
      driver.receive(intake, room, rung ? Duration.ZERO : Duration.ofNanos(nanos));
    } finally {
      waiting.set(BUSY);
    }
  }

  /** Within a receive that a driver interrupted for a call to us: it may wait again after it. */
  void goOnReceiving() {
    waiting.set(RECEIVING);
    ConsumerDriver driver = receiving;
    if (driver != null) {
      // Rings for other news may have been silenced meanwhile.
      driver.wakeup();
    }
  }

  /** Waits; not at all if the bell has rung since it was silenced. */
  void park(long nanos) {
    parked = Thread.currentThread();
    waiting.set(PARKED);
    if (!rung) {
      LockSupport.parkNanos(this, nanos);
    }
    waiting.set(BUSY);
  }
}
