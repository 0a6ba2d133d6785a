package io.mq4j;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A handler's answer. The engine carries it out: no handler or decorator sleeps, acknowledges or
 * publishes by itself.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class Outcome {
  /** What shall happen to the message. */
  public enum Kind {
    /** It was handled: acknowledge it. */
    DONE,
    /** It had been handled before: acknowledge it. */
    DUPLICATE,
    /** It is given up on purpose: acknowledge it and tell the listeners. */
    DROP,
    /** It failed: hand it over again after a delay, as the next attempt. */
    RETRY,
    /** Its time has not come: hand it over again after a delay, as the same attempt. */
    POSTPONE,
    /** It failed for good: a dead-letter decorator takes it; without one it is retried, slowly. */
    REJECT,
    /** Publish a message elsewhere; once that is confirmed, acknowledge this one. */
    FORWARD
  }

  private static final Outcome DONE = new Outcome(Kind.DONE, Duration.ZERO, null, null, null);
  private static final Outcome DUPLICATE =
      new Outcome(Kind.DUPLICATE, Duration.ZERO, null, null, null);

  private final Kind kind;
  private final Duration delay;
  private final @Nullable Throwable cause;
  private final @Nullable String topic;
  private final @Nullable Message message;

  private Outcome(
      Kind kind,
      Duration delay,
      @Nullable Throwable cause,
      @Nullable String topic,
      @Nullable Message message) {
    this.kind = kind;
    this.delay = delay;
    this.cause = cause;
    this.topic = topic;
    this.message = message;
  }

  /** Handled. */
  public static Outcome done() {
    return DONE;
  }

  /** Handled before. */
  public static Outcome duplicate() {
    return DUPLICATE;
  }

  /** Given up on purpose, because of this. */
  public static Outcome drop(Throwable cause) {
    return new Outcome(Kind.DROP, Duration.ZERO, requireNonNull(cause), null, null);
  }

  /** Failed, to be tried again after a delay; one attempt is spent. */
  public static Outcome retryAfter(Duration delay, Throwable cause) {
    return new Outcome(Kind.RETRY, notNegative(delay), requireNonNull(cause), null, null);
  }

  /** Not now: to be handed over again after a delay; no attempt is spent. */
  public static Outcome postpone(Duration delay, @Nullable Throwable cause) {
    return new Outcome(Kind.POSTPONE, notNegative(delay), cause, null, null);
  }

  /** Failed for good. */
  public static Outcome reject(Throwable cause) {
    return new Outcome(Kind.REJECT, Duration.ZERO, requireNonNull(cause), null, null);
  }

  /** Publish this message to that topic, then acknowledge the one at hand. */
  public static Outcome forward(String topic, Message message, @Nullable Throwable cause) {
    return new Outcome(
        Kind.FORWARD, Duration.ZERO, cause, requireNonNull(topic), requireNonNull(message));
  }

  /** What shall happen. */
  public Kind kind() {
    return kind;
  }

  /** How long to wait before the message is handed over again; zero if it isn't. */
  public Duration delay() {
    return delay;
  }

  /** Why, or null if nothing failed. */
  public @Nullable Throwable cause() {
    return cause;
  }

  /** Where to publish, for FORWARD; else null. */
  public @Nullable String topic() {
    return topic;
  }

  /** What to publish, for FORWARD; else null. */
  public @Nullable Message message() {
    return message;
  }

  @Override
  public String toString() {
    return kind + (topic == null ? "" : " to " + topic) + (delay.isZero() ? "" : " after " + delay);
  }

  private static Duration notNegative(Duration delay) {
    if (delay.isNegative()) {
      throw MqException.of(MqException.Kind.INVALID, "delay is " + delay + ", must be 0 or more");
    }
    return delay;
  }
}
