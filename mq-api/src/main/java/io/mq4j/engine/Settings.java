package io.mq4j.engine;

import io.mq4j.Faults;
import io.mq4j.Ordering;
import io.mq4j.StartPosition;
import io.mq4j.spi.ConsumerPlan;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/** What a subscription was asked to be. */
record Settings(
    String group,
    List<String> topics,
    int concurrency,
    Ordering ordering,
    int maxInFlight,
    StartPosition start,
    Duration drainTimeout,
    int batchMost,
    Duration batchWithin) {
  /** Far enough in nanoseconds, and safe to add to a clock. */
  static final long FOREVER = Long.MAX_VALUE / 4;

  static Settings of(String group) {
    return new Settings(
        group,
        List.of(),
        16,
        Ordering.NONE,
        1_000,
        StartPosition.EARLIEST,
        Duration.ofSeconds(30),
        1,
        Duration.ZERO);
  }

  Settings concurrency(int value) {
    return new Settings(
        group, topics, value, ordering, maxInFlight, start, drainTimeout, batchMost, batchWithin);
  }

  Settings ordering(Ordering value) {
    return new Settings(
        group,
        topics,
        concurrency,
        value,
        maxInFlight,
        start,
        drainTimeout,
        batchMost,
        batchWithin);
  }

  Settings maxInFlight(int value) {
    return new Settings(
        group, topics, concurrency, ordering, value, start, drainTimeout, batchMost, batchWithin);
  }

  Settings start(StartPosition value) {
    return new Settings(
        group,
        topics,
        concurrency,
        ordering,
        maxInFlight,
        value,
        drainTimeout,
        batchMost,
        batchWithin);
  }

  Settings drainTimeout(Duration value) {
    return new Settings(
        group, topics, concurrency, ordering, maxInFlight, start, value, batchMost, batchWithin);
  }

  Settings topics(List<String> value) {
    return new Settings(
        group,
        List.copyOf(value),
        concurrency,
        ordering,
        maxInFlight,
        start,
        drainTimeout,
        batchMost,
        batchWithin);
  }

  Settings batch(int most, Duration within) {
    return new Settings(
        group, topics, concurrency, ordering, maxInFlight, start, drainTimeout, most, within);
  }

  ConsumerPlan plan() {
    return new ConsumerPlan(group, topics, ordering, start, maxInFlight);
  }

  void check() {
    new Faults("subscription of group '" + group + "'")
        .range("concurrency", concurrency, 1, 10_000)
        .range("maxInFlight", maxInFlight, 1, 1_000_000)
        .range("drainTimeout", drainTimeout, Duration.ZERO, Duration.ofHours(1))
        .range("batch size", batchMost, 1, 100_000)
        .require(
            batchMost <= maxInFlight,
            "batch size",
            batchMost,
            "at most maxInFlight, " + maxInFlight)
        .range("batch wait", batchWithin, Duration.ZERO, Duration.ofHours(1))
        .require(!topics.isEmpty(), "topics", topics, "at least one")
        .require(new HashSet<>(topics).size() == topics.size(), "topics", topics, "named once each")
        .throwIfAny();
  }
}
