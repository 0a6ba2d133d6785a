package io.mq4j;

import java.time.Duration;

/**
 * How a producer waits and how much it holds.
 *
 * @param timeout how long a send may take, waiting for room and for a broker that is away included:
 *     1 ms to 1 day
 * @param bufferBytes how many bytes of unconfirmed messages are held before a send waits for room:
 *     1 KiB to 16 GiB; a single larger message is taken when nothing else is held
 */
public record ProducerOptions(Duration timeout, long bufferBytes) {
  /** 30 seconds and 64 MiB. */
  public static final ProducerOptions DEFAULT =
      new ProducerOptions(Duration.ofSeconds(30), 64L << 20);

  /** Checks the bounds. */
  public ProducerOptions {
    new Faults("ProducerOptions")
        .range("timeout", timeout, Duration.ofMillis(1), Duration.ofDays(1))
        .range("bufferBytes", bufferBytes, 1L << 10, 16L << 30)
        .throwIfAny();
  }

  /** These options with another time-out. */
  public ProducerOptions timeout(Duration value) {
    return new ProducerOptions(value, bufferBytes);
  }

  /** These options with another buffer. */
  public ProducerOptions bufferBytes(long value) {
    return new ProducerOptions(timeout, value);
  }
}
