package io.mq4j.handler;

import static java.util.Objects.requireNonNull;

import io.mq4j.Faults;
import io.mq4j.MqException;
import io.mq4j.Producer;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Sends a message again that was not confirmed, if its error is retryable, with the same id. A
 * TIMEOUT is unknown, so by default it is not sent again. For outages this isn't needed: a producer
 * waits for them by itself, up to its time-out.
 *
 * <p>The order among messages is not kept: what is sent again comes behind what was sent meanwhile.
 * Later attempts are sent by a thread of the JDK's common pool.
 *
 * <p>Immutable and safe for use by many threads. Each method returns a changed copy; all is checked
 * when a producer is decorated.
 */
public final class ProducerRetry implements UnaryOperator<Producer> {
  private final Backoff backoff;
  private final int attempts;
  private final boolean unknown;

  private ProducerRetry(Backoff backoff, int attempts, boolean unknown) {
    this.backoff = backoff;
    this.attempts = attempts;
    this.unknown = unknown;
  }

  /** Up to 3 attempts, with this delay after each failure: 1 ms to 30 days. */
  public static ProducerRetry fixed(Duration delay) {
    return new ProducerRetry(Backoff.fixed(delay), 3, false);
  }

  /**
   * Up to 3 attempts, with delays that double from the first to the longest one, 1 ms to 30 days,
   * each shortened by up to a half at random.
   */
  public static ProducerRetry exponential(Duration first, Duration most) {
    return new ProducerRetry(Backoff.exponential(first, most), 3, false);
  }

  /** How many attempts there are in all, the first one included: 1 to 1,000; default 3. */
  public ProducerRetry attempts(int value) {
    return new ProducerRetry(backoff, value, unknown);
  }

  /** Up to which part each delay is shortened at random: 0 to 1. */
  public ProducerRetry jitter(double value) {
    return new ProducerRetry(backoff.jitter(value), attempts, unknown);
  }

  /** Whether to send again after a TIMEOUT, which may store the message twice; default false. */
  public ProducerRetry unknown(boolean value) {
    return new ProducerRetry(backoff, attempts, value);
  }

  @Override
  public Producer apply(Producer producer) {
    Faults faults = new Faults("ProducerRetry").range("attempts", attempts, 1, 1_000);
    backoff.check(faults);
    faults.throwIfAny();
    return new RetryingProducer(requireNonNull(producer, "producer"), this);
  }

  boolean again(MqException error, int attempt) {
    boolean known = error.kind() != MqException.Kind.TIMEOUT;
    return attempt < attempts && error.retryable() && (known || unknown);
  }

  Duration delay(int attempt) {
    return backoff.delay(attempt);
  }

  @Override
  public String toString() {
    return "ProducerRetry[" + attempts + " attempts, " + backoff + "]";
  }
}
