package io.mq4j.memory;

import io.mq4j.Capabilities;
import io.mq4j.Faults;
import io.mq4j.Feature;
import io.mq4j.Support;
import java.time.Duration;

/**
 * What a server was built with.
 *
 * @param partitions how many partitions each topic has
 * @param capacity how many bytes all messages may take
 * @param lease how long a member of a group may be silent
 * @param maxBodyBytes the largest body
 */
record Settings(int partitions, long capacity, Duration lease, int maxBodyBytes) {
  static final String ADAPTER = "memory";
  static final int MOST_PARTITIONS = 1024;
  static final long LEAST_CAPACITY = 1L << 10;
  static final long MOST_CAPACITY = 1L << 40;
  static final Duration SHORTEST_LEASE = Duration.ofMillis(10);
  static final Duration LONGEST_LEASE = Duration.ofDays(1);
  static final int MOST_BODY_BYTES = 1 << 30;
  static final Duration LONGEST_DELAY = Duration.ofDays(365);

  /**
   * A quarter of the heap, but not so much that the history alone would keep the collector busy.
   */
  static Settings usual() {
    long capacity = Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 4);
    return new Settings(16, capacity, Duration.ofSeconds(30), 1 << 20);
  }

  Settings check(Faults faults) {
    faults
        .range("partitions", partitions, 1, MOST_PARTITIONS)
        .range("capacity", capacity, LEAST_CAPACITY, MOST_CAPACITY)
        .range("lease", lease, SHORTEST_LEASE, LONGEST_LEASE)
        .range("maxBodyBytes", maxBodyBytes, 1, MOST_BODY_BYTES)
        .throwIfAny();
    return this;
  }

  Capabilities capabilities() {
    return Capabilities.builder(ADAPTER)
        .support(
            Support.NATIVE,
            Feature.GROUPS,
            Feature.HISTORY,
            Feature.START_AT_TIME,
            Feature.ORDER_BY_KEY,
            Feature.ORDER_BY_TOPIC,
            Feature.DELAY,
            Feature.TIME_TO_LIVE,
            Feature.DELAYED_REDELIVERY,
            Feature.REDELIVERY_COUNT,
            Feature.LAG)
        .maxBodyBytes(maxBodyBytes)
        .maxDelay(LONGEST_DELAY)
        .build();
  }
}
