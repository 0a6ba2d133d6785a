package io.mq4j.kafka;

import static java.util.Objects.requireNonNull;

import io.mq4j.MqException;
import io.mq4j.StartPosition;
import io.mq4j.spi.ConsumerPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** Where a group stands in its partitions, and where it begins. For the consumer's one thread. */
final class PositionFinder {
  private static final long BETWEEN_LOOKS_NANOS = Duration.ofMillis(50).toNanos();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ConsumerPlan plan;
  private final Duration answer;

  PositionFinder(KafkaConsumer<byte[], byte[]> consumer, ConsumerPlan plan, Duration answer) {
    this.consumer = consumer;
    this.plan = plan;
    this.answer = answer;
  }

  /** Asks for the topics, which makes brokers create them that do so, until they are there. */
  void awaitTopics() {
    long deadline = System.nanoTime() + answer.toNanos();
    for (String topic : plan.topics()) {
      while (consumer.partitionsFor(topic, answer).isEmpty()) {
        if (System.nanoTime() - deadline > 0) {
          throw MqException.builder(
                  MqException.Kind.NO_SUCH_TOPIC,
                  "the topic does not exist: create it, or let the broker do so")
              .adapter("kafka")
              .topic(topic)
              .build();
        }
        LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
      }
    }
  }

  /**
   * Takes the start position where the group is new, and commits it: a group that ends before its
   * first settlement must come back to the same place.
   */
  void begin(Collection<TopicPartition> partitions) {
    unwoken(
        () -> {
          seek(partitions);
          return partitions;
        });
  }

  private void seek(Collection<TopicPartition> partitions) {
    if (plan.start().kind() == StartPosition.Kind.EARLIEST || partitions.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> known =
        consumer.committed(new HashSet<>(partitions), answer);
    List<TopicPartition> fresh = new ArrayList<>(partitions);
    fresh.removeIf(partition -> known.get(partition) != null);
    if (fresh.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(fresh, answer);
    Map<TopicPartition, OffsetAndTimestamp> since = new HashMap<>();
    Instant time = plan.start().time();
    if (time != null) {
      Map<TopicPartition, Long> wanted = new HashMap<>();
      fresh.forEach(partition -> wanted.put(partition, time.toEpochMilli()));
      since.putAll(consumer.offsetsForTimes(wanted, answer));
    }
    Map<TopicPartition, OffsetAndMetadata> starts = new HashMap<>();
    for (TopicPartition partition : fresh) {
      OffsetAndTimestamp found = since.get(partition);
      long start = found == null ? requireNonNull(ends.get(partition)) : found.offset();
      consumer.seek(partition, start);
      starts.put(partition, new OffsetAndMetadata(start));
    }
    consumer.commitSync(starts, answer);
  }

  /** How many records of its topics the group has not settled; offsets without record included. */
  long lag() {
    return unwoken(this::askLag);
  }

  /** Repeats what a wakeup broke off: that was meant for a poll. */
  static <T> T unwoken(Supplier<T> question) {
    while (true) {
      try {
        return question.get();
      } catch (WakeupException e) {
        // Each wakeup breaks off one call only.
      }
    }
  }

  private long askLag() {
    Set<TopicPartition> all = new HashSet<>();
    for (String topic : plan.topics()) {
      for (PartitionInfo info : consumer.partitionsFor(topic, answer)) {
        all.add(new TopicPartition(topic, info.partition()));
      }
    }
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(all, answer);
    Map<TopicPartition, Long> firsts = consumer.beginningOffsets(all, answer);
    Map<TopicPartition, Long> ends = consumer.endOffsets(all, answer);
    long lag = 0;
    for (TopicPartition partition : all) {
      OffsetAndMetadata stored = committed.get(partition);
      long end = ends.getOrDefault(partition, 0L);
      long first = firsts.getOrDefault(partition, 0L);
      lag += end - (stored == null ? first : Math.max(first, stored.offset()));
    }
    return lag;
  }
}
