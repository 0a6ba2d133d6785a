package io.mq4j.handler;

import static java.util.Objects.requireNonNull;

import io.mq4j.Decorator;
import io.mq4j.Faults;
import io.mq4j.MessageHandler;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Postpones messages that come too fast. No thread waits, and no attempt is spent. Which of the
 * waiting messages goes next is not defined: order is kept by the subscription, where it asks for
 * some.
 *
 * <p>All handlers that one object decorates share its rate; a changed copy has a rate of its own.
 * So is it within one process only.
 *
 * <p>{@code RATE_LIMIT( DEAD_LETTER( RETRY( IDEMPOTENCY( TIME_LIMIT( handler )))))}
 *
 * <p>Safe for use by many threads; holds no lock.
 */
public final class RateLimit implements Decorator {
  private final int permits;
  private final Duration per;
  private final int burst;
  private final LongSupplier nanos;
  private final long start;

  /** When the permits given so far would be used up at an even pace, in nanoseconds since start. */
  private final AtomicLong paced = new AtomicLong();

  /** The last time, in nanoseconds since start, that was told to a waiting message. */
  private final AtomicLong promised = new AtomicLong();

  private RateLimit(int permits, Duration per, int burst, LongSupplier nanos) {
    this.permits = permits;
    this.per = requireNonNull(per, "per");
    this.burst = burst;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  /** So many messages, 1 to 1,000,000, evenly spread over a time, 1 ms to 1 day. */
  public static RateLimit of(int permits, Duration per) {
    return new RateLimit(permits, per, 1, System::nanoTime);
  }

  /** How many may come at once after a quiet time: 1 to 10,000; default 1. */
  public RateLimit burst(int value) {
    return new RateLimit(permits, per, value, nanos);
  }

  RateLimit clock(LongSupplier value) {
    return new RateLimit(permits, per, burst, value);
  }

  @Override
  public Layer layer() {
    return Layer.RATE_LIMIT;
  }

  @Override
  public List<MqException.Fault> faults(List<Decorator> others) {
    return new Faults("RateLimit")
        .range("permits", permits, 1, 1_000_000)
        .range("per", per, Duration.ofMillis(1), Duration.ofDays(1))
        .range("burst", burst, 1, 10_000)
        .found();
  }

  @Override
  public MessageHandler decorate(MessageHandler next) {
    requireNonNull(next, "next");
    new Faults("RateLimit").addAll(faults(List.of())).throwIfAny();
    long pace = (per.toNanos() + permits - 1) / permits;
    return delivery -> {
      long wait = take(pace);
      return wait == 0 ? next.handle(delivery) : Outcome.postpone(Duration.ofNanos(wait), null);
    };
  }

  /** 0 if a permit was taken, else how long to wait. */
  private long take(long pace) {
    long now = nanos.getAsLong() - start;
    while (true) {
      long before = paced.get();
      long free = before - (burst - 1) * pace;
      if (free > now) {
        return promise(now, free, pace) - now;
      }
      if (paced.compareAndSet(before, Math.max(before, now) + pace)) {
        return 0;
      }
    }
  }

  /**
   * Gives those that wait a time each, lest all come back at once for one permit. Times begin anew
   * after one period, because those who were promised some may never come.
   */
  private long promise(long now, long free, long pace) {
    return promised.updateAndGet(
        last -> {
          long following = last + pace;
          return following < free || following > now + Math.max(per.toNanos(), pace)
              ? free
              : following;
        });
  }

  @Override
  public String toString() {
    return "RateLimit[" + permits + " per " + per + "]";
  }
}
