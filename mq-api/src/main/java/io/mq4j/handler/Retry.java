package io.mq4j.handler;

import static io.mq4j.handler.FailureRules.Verdict.DROP;
import static io.mq4j.handler.FailureRules.Verdict.REJECT;
import static io.mq4j.handler.FailureRules.Verdict.RETRY;
import static java.util.Objects.requireNonNull;

import io.mq4j.Decorator;
import io.mq4j.Delivery;
import io.mq4j.Faults;
import io.mq4j.MessageHandler;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns a failure into a later attempt, until the attempts or the time are used up; then the
 * message is rejected.
 *
 * <pre>{@code
 * Retry.exponential(ofMillis(200), ofSeconds(30)).attempts(5).rejectOn(InvalidOrder.class)
 * }</pre>
 *
 * <p>Whatever is thrown is a failure, but for interruption: an InterruptedException, or an {@link
 * MqException} of kind INTERRUPTED or CLOSED, passes through. A failure is tried again unless a
 * rule says otherwise: first tests in the order in which they were added, then the rule for the
 * closest class of the exception itself, then for that of its cause, and so on. Without a rule, an
 * MqException of kind UNDECODABLE, INVALID, CONFIGURATION or UNSUPPORTED is rejected at once. A
 * retry that the handler itself asks for keeps its delay, but counts.
 *
 * <p>{@code RATE_LIMIT( DEAD_LETTER( RETRY( IDEMPOTENCY( TIME_LIMIT( handler )))))}
 *
 * <p>Immutable and safe for use by many threads. Each method returns a changed copy; all is checked
 * when a handler is decorated.
 */
public final class Retry implements Decorator {
  private final Backoff backoff;
  private final int attempts;
  private final @Nullable Duration totalTime;
  private final FailureRules rules;
  private final InstantSource clock;

  private Retry(
      Backoff backoff,
      int attempts,
      @Nullable Duration totalTime,
      FailureRules rules,
      InstantSource clock) {
    this.backoff = backoff;
    this.attempts = attempts;
    this.totalTime = totalTime;
    this.rules = rules;
    this.clock = clock;
  }

  /** Up to 10 attempts, with this delay after each failure: 1 ms to 30 days. */
  public static Retry fixed(Duration delay) {
    return of(Backoff.fixed(delay));
  }

  /**
   * Up to 10 attempts, with delays that double from the first to the longest one, 1 ms to 30 days,
   * each shortened by up to a half at random.
   */
  public static Retry exponential(Duration first, Duration most) {
    return of(Backoff.exponential(first, most));
  }

  private static Retry of(Backoff backoff) {
    return new Retry(backoff, 10, null, FailureRules.NONE, InstantSource.system());
  }

  /** How many attempts there are in all, the first one included: 1 to 10,000; default 10. */
  public Retry attempts(int value) {
    return new Retry(backoff, value, totalTime, rules, clock);
  }

  /**
   * How long after the first failure the last attempt may begin: 1 ms to 365 days; default without
   * such a limit.
   */
  public Retry totalTime(Duration value) {
    return new Retry(backoff, attempts, requireNonNull(value), rules, clock);
  }

  /** By how much each delay is longer than the one before: 1 to 100; default 2 if exponential. */
  public Retry factor(double value) {
    return new Retry(backoff.factor(value), attempts, totalTime, rules, clock);
  }

  /**
   * Up to which part each delay is shortened at random, so that what failed together isn't tried
   * again together: 0 to 1; default 0.5 if exponential, 0 if fixed.
   */
  public Retry jitter(double value) {
    return new Retry(backoff.jitter(value), attempts, totalTime, rules, clock);
  }

  /** Tries again after failures of this class, where a wider rule says otherwise. */
  public Retry retryOn(Class<? extends Throwable> type) {
    return rules(rules.with(requireNonNull(type), RETRY));
  }

  /** Rejects failures of this class at once. */
  public Retry rejectOn(Class<? extends Throwable> type) {
    return rules(rules.with(requireNonNull(type), REJECT));
  }

  /** Drops messages that fail by this class. */
  public Retry dropOn(Class<? extends Throwable> type) {
    return rules(rules.with(requireNonNull(type), DROP));
  }

  /** Tries again after failures that pass a test, which must not throw. */
  public Retry retryIf(Predicate<? super Throwable> test) {
    return rules(rules.with(requireNonNull(test), RETRY));
  }

  /** Rejects failures that pass a test, which must not throw. */
  public Retry rejectIf(Predicate<? super Throwable> test) {
    return rules(rules.with(requireNonNull(test), REJECT));
  }

  /** Drops messages whose failures pass a test, which must not throw. */
  public Retry dropIf(Predicate<? super Throwable> test) {
    return rules(rules.with(requireNonNull(test), DROP));
  }

  private Retry rules(FailureRules value) {
    return new Retry(backoff, attempts, totalTime, value, clock);
  }

  Retry clock(InstantSource value) {
    return new Retry(backoff, attempts, totalTime, rules, value);
  }

  /** The longest time that may lie between first failure and last attempt by delays alone. */
  public Duration horizon() {
    Duration delays = backoff.total(attempts);
    return totalTime == null || delays.compareTo(totalTime) < 0 ? delays : totalTime;
  }

  int attempts() {
    return attempts;
  }

  @Override
  public Layer layer() {
    return Layer.RETRY;
  }

  @Override
  public List<MqException.Fault> faults(List<Decorator> others) {
    Faults faults = new Faults("Retry").range("attempts", attempts, 1, 10_000);
    backoff.check(faults);
    if (totalTime != null) {
      faults.range("totalTime", totalTime, Duration.ofMillis(1), Duration.ofDays(365));
    }
    rules.check(faults);
    return faults.found();
  }

  @Override
  public MessageHandler decorate(MessageHandler next) {
    requireNonNull(next, "next");
    new Faults("Retry").addAll(faults(List.of())).throwIfAny();
    return delivery -> {
      try {
        Outcome outcome = next.handle(delivery);
        return outcome.kind() == Outcome.Kind.RETRY ? limited(outcome, delivery) : outcome;
      } catch (Throwable failure) {
        if (Interruption.is(failure)) {
          throw failure;
        }
        return answer(failure, delivery);
      }
    };
  }

  private Outcome answer(Throwable failure, Delivery delivery) {
    return switch (rules.of(failure)) {
      case RETRY ->
          limited(Outcome.retryAfter(backoff.delay(delivery.attempt()), failure), delivery);
      case REJECT -> Outcome.reject(failure);
      case DROP -> Outcome.drop(failure);
    };
  }

  private Outcome limited(Outcome retry, Delivery delivery) {
    boolean over = delivery.attempt() >= attempts || isTooLate(retry.delay(), delivery);
    return over ? Outcome.reject(requireNonNull(retry.cause())) : retry;
  }

  private boolean isTooLate(Duration delay, Delivery delivery) {
    if (totalTime == null) {
      return false;
    }
    Instant now = clock.instant();
    Instant first = delivery.firstFailure();
    return Duration.between(first == null ? now : first, now.plus(delay)).compareTo(totalTime) > 0;
  }

  @Override
  public String toString() {
    return "Retry[" + attempts + " attempts, " + backoff + "]";
  }
}
