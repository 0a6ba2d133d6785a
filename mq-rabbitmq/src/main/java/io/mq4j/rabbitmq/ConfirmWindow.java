package io.mq4j.rabbitmq;

import io.mq4j.MqException;
import io.mq4j.spi.Outgoing;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The sends that the server has not confirmed, by sequence number. One thread adds, the
 * connection's own thread settles.
 */
final class ConfirmWindow {
  private final AtomicReferenceArray<@Nullable Outgoing> ring;
  private final int mask;
  private final int limit;
  private final int refill;

  /** The number after the latest one; written by the thread that adds. */
  private volatile long next = 1;

  /** The lowest number that is not settled; written by the thread that settles. */
  private volatile long low = 1;

  private volatile @Nullable MqException down;
  private volatile @Nullable Thread waiting;

  ConfirmWindow(int limit) {
    int size = limit == 1 ? 1 : Integer.highestOneBit(limit - 1) << 1;
    this.ring = new AtomicReferenceArray<>(size);
    this.mask = size - 1;
    this.limit = limit;
    // Waking up for each single place would send single frames.
    this.refill = limit - limit / 4;
  }

  boolean isFull() {
    return next - low >= limit;
  }

  /**
   * Waits until there is room for a good number of sends.
   *
   * @throws MqException of kind UNAVAILABLE if it went down, INTERRUPTED if the thread was
   */
  void awaitRoom() {
    waiting = Thread.currentThread();
    try {
      while (down == null && next - low > Math.min(refill, limit - 1)) {
        LockSupport.park(this);
        if (Thread.currentThread().isInterrupted()) {
          throw RabbitErrors.error(
              MqException.Kind.INTERRUPTED, "interrupted while waiting for confirms", null);
        }
      }
    } finally {
      waiting = null;
    }
    throwIfDown();
  }

  /** Takes a send in; there must be room. */
  void add(long number, Outgoing send) {
    int place = (int) number & mask;
    ring.set(place, send);
    next = number + 1;
    if (down != null) {
      ring.set(place, null);
      throwIfDown();
    }
  }

  void throwIfDown() {
    MqException error = down;
    if (error != null) {
      throw error;
    }
  }

  /** Ends one send, or all up to it; as confirmed unless there is an error. */
  void settle(long number, boolean multiple, @Nullable MqException error) {
    if (number < low || number >= next) {
      // Ended before, by a return.
      return;
    }
    for (long n = multiple ? low : number; n <= number; n++) {
      end(ring.getAndSet((int) n & mask, null), error);
    }
    advance();
  }

  /** Ends the first send with this id and topic, if it is there. */
  void fail(@Nullable String id, String exchange, Function<String, MqException> error) {
    for (long n = low; n < next; n++) {
      Outgoing send = ring.get((int) n & mask);
      if (send != null
          && Topology.exchange(send.topic()).equals(exchange)
          && send.message().id().equals(id)) {
        ring.set((int) n & mask, null);
        end(send, error.apply(send.topic()));
        advance();
        return;
      }
    }
  }

  /** Refuses everything from now on; each send that is left ends with an error by its topic. */
  void shutDown(MqException reason, Function<String, MqException> error) {
    if (down == null) {
      down = reason;
    }
    for (int place = 0; place <= mask; place++) {
      Outgoing send = ring.getAndSet(place, null);
      if (send != null) {
        send.failed(error.apply(send.topic()));
      }
    }
    wake();
  }

  private static void end(@Nullable Outgoing send, @Nullable MqException error) {
    if (send == null) {
      return;
    }
    if (error == null) {
      send.confirmed("");
    } else {
      send.failed(error);
    }
  }

  private void advance() {
    long lowest = low;
    long end = next;
    while (lowest < end && ring.get((int) lowest & mask) == null) {
      lowest++;
    }
    low = lowest;
    if (end - lowest <= Math.min(refill, limit - 1)) {
      wake();
    }
  }

  private void wake() {
    Thread thread = waiting;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
