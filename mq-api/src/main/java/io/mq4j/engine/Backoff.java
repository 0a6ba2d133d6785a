package io.mq4j.engine;

import java.util.concurrent.ThreadLocalRandom;

/** Growing pauses with jitter, from a tenth of a second to one: short enough to be back soon. */
final class Backoff {
  private static final long FIRST = 100_000_000L;
  private static final long MOST = 1_000_000_000L;

  private int failures;

  /** The next pause in nanoseconds. */
  long next() {
    long pause = Math.min(MOST, FIRST << Math.min(failures++, 4));
    return pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2);
  }

  void reset() {
    failures = 0;
  }

  /** The pause before the given attempt of a message whose handler states no policy. */
  static long beforeAttempt(int attempt, long most) {
    long pause = Math.min(most, FIRST << Math.min(attempt - 1, 20));
    return pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2);
  }
}
