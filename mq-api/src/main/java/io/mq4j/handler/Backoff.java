package io.mq4j.handler;

import static java.util.Objects.requireNonNull;

import io.mq4j.Faults;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait after each failure. */
record Backoff(Duration first, Duration most, double factor, double jitter) {
  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(30);

  Backoff {
    requireNonNull(first, "first delay");
    requireNonNull(most, "longest delay");
  }

  static Backoff fixed(Duration delay) {
    return new Backoff(delay, delay, 1, 0);
  }

  static Backoff exponential(Duration first, Duration most) {
    return new Backoff(first, most, 2, 0.5);
  }

  Backoff factor(double value) {
    return new Backoff(first, most, value, jitter);
  }

  Backoff jitter(double value) {
    return new Backoff(first, most, factor, value);
  }

  void check(Faults faults) {
    faults
        .range("first delay", first, LEAST, LONGEST)
        .range("longest delay", most, LEAST, LONGEST)
        .require(first.compareTo(most) <= 0, "first delay", first, "at most the longest, " + most)
        .require(factor >= 1 && factor <= 100, "factor", factor, "1 to 100")
        .require(jitter >= 0 && jitter <= 1, "jitter", jitter, "0 to 1");
  }

  /** The delay after the failure of an attempt, from 1, jitter included. */
  Duration delay(int attempt) {
    double nanos = longest(attempt);
    if (jitter > 0) {
      nanos *= 1 - jitter * ThreadLocalRandom.current().nextDouble();
    }
    return Duration.ofNanos((long) nanos);
  }

  /** All delays between so many attempts, each as long as it can be. */
  Duration total(int attempts) {
    double nanos = 0;
    for (int attempt = 1; attempt < attempts; attempt++) {
      nanos += longest(attempt);
    }
    return Duration.ofMillis((long) Math.ceil(nanos / 1_000_000));
  }

  private double longest(int attempt) {
    return Math.min((double) most.toNanos(), first.toNanos() * Math.pow(factor, attempt - 1.0));
  }

  @Override
  public String toString() {
    return factor == 1 || first.equals(most) ? first.toString() : first + " to " + most;
  }
}
