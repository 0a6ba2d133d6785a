package io.mq4j.kafka;

import java.util.Arrays;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far one assignment of a partition has come: the offsets received and which of them are
 * settled. Offsets have holes, so received ones are counted, never computed. For one thread.
 */
final class PartitionProgress {
  /** The most records between the oldest unsettled and the newest: what a crash may repeat. */
  static final int SPAN = 1 << 14;

  private final TopicPartition partition;
  private final int lane;
  private long[] offsets = new long[256];
  private boolean[] settled = new boolean[256];
  private long head;
  private long tail;
  private long committed;
  private @Nullable OffsetAndMetadata next;
  private boolean gone;

  PartitionProgress(TopicPartition partition, int lane) {
    this.partition = partition;
    this.lane = lane;
  }

  TopicPartition partition() {
    return partition;
  }

  int lane() {
    return lane;
  }

  /** Takes note of a received record; gives its serial number. */
  long received(long offset) {
    if (tail - head == offsets.length) {
      grow();
    }
    int at = (int) tail & (offsets.length - 1);
    offsets[at] = offset;
    settled[at] = false;
    return tail++;
  }

  /** Where the next record after those received will be. */
  void next(OffsetAndMetadata value) {
    next = value;
  }

  /** Takes note of a settled record; false if the partition has gone to somebody else. */
  boolean settle(long serial) {
    if (gone) {
      return false;
    }
    if (serial >= head) {
      settled[(int) serial & (settled.length - 1)] = true;
      while (head < tail && settled[(int) head & (settled.length - 1)]) {
        head++;
      }
    }
    return true;
  }

  /** Whether a further poll might not find room. */
  boolean isFull() {
    return tail - head > SPAN - KafkaSettings.MAX_POLL_RECORDS;
  }

  /** Whether enough of the span has been freed after it was full. */
  boolean hasRoom() {
    return tail - head <= SPAN / 2;
  }

  /** How many records could be committed beyond what has been. */
  long uncommitted() {
    return head - committed;
  }

  /** What to commit now: the first record not settled, or the next one to come. */
  OffsetAndMetadata watermark() {
    if (head == tail && next != null) {
      return next;
    }
    boolean all = head == tail;
    long last = offsets[(int) (all ? head - 1 : head) & (offsets.length - 1)];
    return new OffsetAndMetadata(all ? last + 1 : last);
  }

  /** How far the watermark has come, in serial numbers. */
  long settledUpTo() {
    return head;
  }

  /** The broker has stored a watermark. */
  void committed(long upTo) {
    committed = Math.max(committed, upTo);
  }

  /** Whether the partition has gone to somebody else. */
  boolean isGone() {
    return gone;
  }

  /** The partition is no longer ours. */
  void end() {
    gone = true;
  }

  private void grow() {
    int size = offsets.length * 2;
    long[] moreOffsets = Arrays.copyOf(offsets, size);
    boolean[] moreSettled = Arrays.copyOf(settled, size);
    for (long i = head; i < tail; i++) {
      moreOffsets[(int) i & (size - 1)] = offsets[(int) i & (offsets.length - 1)];
      moreSettled[(int) i & (size - 1)] = settled[(int) i & (settled.length - 1)];
    }
    offsets = moreOffsets;
    settled = moreSettled;
  }
}
