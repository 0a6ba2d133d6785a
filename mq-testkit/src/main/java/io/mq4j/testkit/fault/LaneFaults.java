package io.mq4j.testkit.fault;

import java.time.Duration;
import java.util.Random;

/** What one direction suffers at the moment. Only the proxy's loop touches it. */
final class LaneFaults {
  /** A fiftieth of a second: short enough to look like a slow line, long enough to cost little. */
  private static final int SLICES_PER_SECOND = 50;

  private boolean blackhole;
  private boolean oneByteWrites;
  private long latency;
  private long jitter;
  private Random random = new Random(0);
  private long bytesPerSecond;

  void heal() {
    blackhole = false;
    oneByteWrites = false;
    latency = 0;
    jitter = 0;
    bytesPerSecond = 0;
  }

  void openBlackhole() {
    blackhole = true;
  }

  void writeSingleBytes() {
    oneByteWrites = true;
  }

  void delay(Duration base, Duration spread, long seed) {
    latency = base.toNanos();
    jitter = spread.toNanos();
    random = new Random(seed);
  }

  void throttle(long rate) {
    bytesPerSecond = rate;
  }

  boolean blackholed() {
    return blackhole;
  }

  boolean delays() {
    return latency + jitter > 0;
  }

  long nextDelay() {
    return jitter == 0 ? latency : latency + random.nextLong(jitter + 1);
  }

  boolean throttles() {
    return bytesPerSecond > 0;
  }

  long nanosFor(int bytes) {
    return bytes * 1_000_000_000L / bytesPerSecond;
  }

  /** How many of the wanted bytes one write may carry. */
  int slice(int wanted) {
    if (oneByteWrites) {
      return Math.min(1, wanted);
    }
    if (throttles()) {
      return (int) Math.min(wanted, Math.max(1, bytesPerSecond / SLICES_PER_SECOND));
    }
    return wanted;
  }
}
