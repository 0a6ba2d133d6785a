package io.mq4j.kafka;

import io.mq4j.MqException;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * One KafkaConsumer of a classic group. Commits, for each partition, the offset of its oldest
 * unsettled record, so that nothing that is unsettled is skipped in whatever order handlers end.
 *
 * <p>What a poll brought beyond what was asked for, at most {@code max.poll.records}, is kept and
 * handed over first. Kafka takes no single record back: a released one is kept too, and handed over
 * again when its delay is over; the next owner of its partition gets it if that changes hands
 * before.
 */
final class KafkaConsumerDriver implements ConsumerDriver {
  /** How long the client may stay unpolled before rebalances of the group feel it. */
  private static final long POLL_NANOS = Duration.ofMillis(500).toNanos();

  private static final long COMMIT_NANOS = Duration.ofMillis(100).toNanos();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ConsumerPlan plan;
  private final Duration answer;
  private final Map<TopicPartition, PartitionProgress> owned = new HashMap<>();
  private final Map<TopicPartition, Integer> lanes = new HashMap<>();
  private final Set<TopicPartition> full = new HashSet<>();
  private final Backlog backlog = new Backlog();
  private final Semaphore wakeups = new Semaphore(0);
  private final PositionFinder positions;
  private volatile boolean inPoll;
  private @Nullable Intake intake;
  private boolean allPaused;
  private boolean commitUnderWay;
  private @Nullable MqException commitFailure;
  private long lastPoll = System.nanoTime();
  private long lastCommit = System.nanoTime();
  private int ignored;

  private KafkaConsumerDriver(
      KafkaConsumer<byte[], byte[]> consumer, KafkaSettings settings, ConsumerPlan plan) {
    this.consumer = consumer;
    this.plan = plan;
    this.answer = settings.connectTimeout();
    this.positions = new PositionFinder(consumer, plan, answer);
  }

  static KafkaConsumerDriver open(KafkaSettings settings, String clientId, ConsumerPlan plan) {
    KafkaConsumer<byte[], byte[]> consumer;
    try {
      consumer = new KafkaConsumer<>(settings.consumer(clientId, plan));
    } catch (KafkaException e) {
      throw KafkaErrors.of(e, null);
    }
    boolean opened = false;
    try {
      KafkaConsumerDriver driver = new KafkaConsumerDriver(consumer, settings, plan);
      driver.positions.awaitTopics();
      consumer.subscribe(plan.topics(), driver.new Rebalance());
      opened = true;
      return driver;
    } catch (KafkaException e) {
      throw KafkaErrors.of(e, null);
    } finally {
      if (!opened) {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
      }
    }
  }

  @Override
  public void receive(Intake to, int max, Duration wait) {
    intake = to;
    try {
      boolean woken = wakeups.drainPermits() > 0;
      int delivered = backlog.deliver(to, max);
      long sincePoll = System.nanoTime() - lastPoll;
      if (delivered > 0 && sincePoll < POLL_NANOS) {
        commitIfDue();
        return;
      }
      boolean takes = delivered == 0 && max > 0;
      long waitNanos = woken || delivered > 0 ? 0 : Math.max(0, wait.toNanos());
      if (!takes && waitNanos > 0 && sincePoll < POLL_NANOS) {
        commitIfDue();
        awaitWakeup(Math.min(waitNanos, POLL_NANOS - sincePoll));
        return;
      }
      pauseAll(!takes);
      poll(to, takes ? max : 0, waitNanos);
      commitIfDue();
    } catch (KafkaException e) {
      throw KafkaErrors.of(e, null);
    } finally {
      intake = null;
    }
  }

  private void poll(Intake to, int max, long waitNanos) {
    ConsumerRecords<byte[], byte[]> records = ConsumerRecords.empty();
    inPoll = true;
    try {
      long nanos = wakeups.availablePermits() > 0 ? 0 : waitNanos;
      records = consumer.poll(Duration.ofNanos(nanos));
    } catch (WakeupException e) {
      // What it asked for has happened: the wait is over.
      wakeups.drainPermits();
    } finally {
      inPoll = false;
      lastPoll = System.nanoTime();
    }
    int room = max;
    for (TopicPartition partition : records.partitions()) {
      PartitionProgress progress = owned.get(partition);
      if (progress == null) {
        throw new IllegalStateException("records of " + partition + ", which was not assigned");
      }
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        KafkaIncoming message =
            new KafkaIncoming(record, progress, progress.received(record.offset()));
        if (room > 0) {
          room--;
          to.deliver(message);
        } else {
          backlog.keep(message);
        }
      }
      OffsetAndMetadata next = records.nextOffsets().get(partition);
      if (next != null) {
        progress.next(next);
      }
      if (progress.isFull() && full.add(partition)) {
        consumer.pause(Set.of(partition));
      }
    }
  }

  private void awaitWakeup(long nanos) {
    try {
      if (wakeups.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
        wakeups.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw MqException.builder(MqException.Kind.INTERRUPTED, "interrupted while receiving")
          .adapter("kafka")
          .cause(e)
          .build();
    }
  }

  private void pauseAll(boolean value) {
    if (value != allPaused) {
      allPaused = value;
      if (value) {
        consumer.pause(owned.keySet());
      } else {
        Set<TopicPartition> open = new HashSet<>(owned.keySet());
        open.removeAll(full);
        consumer.resume(open);
      }
    }
  }

  @Override
  public void wakeup() {
    wakeups.release();
    if (inPoll) {
      consumer.wakeup();
    }
  }

  @Override
  public void ack(Incoming message) {
    KafkaIncoming mine = (KafkaIncoming) message;
    if (!mine.progress().settle(mine.serial())) {
      ignored++;
    } else if (!full.isEmpty()
        && mine.progress().hasRoom()
        && full.remove(mine.progress().partition())
        && !allPaused) {
      consumer.resume(Set.of(mine.progress().partition()));
    }
  }

  @Override
  public void release(Incoming message) {
    KafkaIncoming mine = (KafkaIncoming) message;
    if (mine.progress().isGone()) {
      ignored++;
    }
    // Else the watermark stays below it, and its next owner gets it.
  }

  @Override
  public int commit() {
    int result = ignored;
    ignored = 0;
    try {
      commitIfDue();
    } catch (KafkaException e) {
      throw KafkaErrors.of(e, null);
    }
    return result;
  }

  /** One commit at a time and not too many: each is a write of the broker's. */
  private void commitIfDue() {
    MqException failure = commitFailure;
    if (failure != null) {
      commitFailure = null;
      throw failure;
    }
    if (commitUnderWay) {
      return;
    }
    long settled = 0;
    for (PartitionProgress progress : owned.values()) {
      settled += progress.uncommitted();
    }
    boolean due = settled >= plan.maxInFlight() || System.nanoTime() - lastCommit > COMMIT_NANOS;
    if (settled == 0 || !due) {
      return;
    }
    lastCommit = System.nanoTime();
    Map<PartitionProgress, Long> sent = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> offsets = watermarks(owned.keySet(), sent);
    commitUnderWay = true;
    consumer.commitAsync(
        offsets,
        (what, error) -> {
          commitUnderWay = false;
          if (error == null) {
            sent.forEach(PartitionProgress::committed);
          } else {
            MqException mapped = KafkaErrors.of(error, null);
            // What is retryable stays uncommitted and goes with the next commit; a rebalance under
            // way tells the rest itself.
            if (!mapped.retryable()) {
              commitFailure = mapped;
            }
          }
        });
  }

  private void commitNow(Collection<TopicPartition> partitions) {
    Map<PartitionProgress, Long> sent = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> offsets = watermarks(partitions, sent);
    if (offsets.isEmpty()) {
      return;
    }
    PositionFinder.unwoken(
        () -> {
          consumer.commitSync(offsets, answer);
          return offsets;
        });
    sent.forEach(PartitionProgress::committed);
  }

  private Map<TopicPartition, OffsetAndMetadata> watermarks(
      Collection<TopicPartition> partitions, Map<PartitionProgress, Long> sent) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      PartitionProgress progress = owned.get(partition);
      if (progress != null && progress.uncommitted() > 0) {
        offsets.put(partition, progress.watermark());
        sent.put(progress, progress.settledUpTo());
      }
    }
    return offsets;
  }

  @Override
  public long lag() {
    try {
      return positions.lag();
    } catch (KafkaException e) {
      throw KafkaErrors.of(e, null);
    }
  }

  @Override
  public void close() {
    boolean committed = false;
    try {
      commitNow(owned.keySet());
      committed = true;
    } catch (KafkaException e) {
      throw KafkaErrors.of(e, null);
    } finally {
      owned.values().forEach(PartitionProgress::end);
      owned.clear();
      // Where a commit had no answer, leaving the group would have none either.
      consumer.close(CloseOptions.timeout(committed ? answer : Duration.ZERO));
    }
  }

  private void forget(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      PartitionProgress progress = owned.remove(partition);
      if (progress != null) {
        progress.end();
      }
      full.remove(partition);
    }
    backlog.dropGone();
  }

  private int[] lanes(Collection<TopicPartition> partitions) {
    return partitions.stream().filter(owned::containsKey).mapToInt(lanes::get).toArray();
  }

  /** Runs in poll and in close, on the thread that calls those. */
  private final class Rebalance implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      positions.begin(partitions);
      for (TopicPartition partition : partitions) {
        Integer lane = lanes.computeIfAbsent(partition, unknown -> lanes.size());
        owned.put(partition, new PartitionProgress(partition, lane));
      }
      if (allPaused) {
        consumer.pause(partitions);
      }
      Intake present = intake;
      if (present != null) {
        present.ready();
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      int[] leaving = lanes(partitions);
      Intake present = intake;
      if (present != null && leaving.length > 0) {
        present.revoking(leaving);
      }
      try {
        commitNow(partitions);
      } catch (CommitFailedException | RebalanceInProgressException e) {
        // The group went on without us: what was settled comes again, at the new owner.
        ignored++;
      } finally {
        forget(partitions);
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      int[] left = lanes(partitions);
      forget(partitions);
      Intake present = intake;
      if (present != null && left.length > 0) {
        present.lost(left);
      }
    }
  }
}
