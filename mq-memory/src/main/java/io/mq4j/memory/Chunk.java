package io.mq4j.memory;

import static java.util.Objects.requireNonNull;

import io.mq4j.Message;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a topic's log. The topic writes it under its lock and then moves its tail; whoever
 * has read the tail may read everything before it without the lock. A slot becomes null when its
 * message is trimmed, which is after every group has settled it.
 */
final class Chunk {
  static final long NEVER = Long.MAX_VALUE;

  /** The topic-wide offset of the first slot. */
  final long base;

  private final @Nullable Message[] messages;
  private final long[] storedAt;
  private final short[] partitions;
  private long @Nullable [] expiresAt;
  private final long[] trimmed;
  private int free;
  private volatile Marks[] marks;
  private volatile @Nullable Chunk next;

  Chunk(long base, int length, int groups) {
    this.base = base;
    messages = new Message[length];
    storedAt = new long[length];
    partitions = new short[length];
    trimmed = new long[(length + 63) >> 6];
    marks = new Marks[groups];
    Arrays.setAll(marks, group -> new Marks(this));
  }

  int length() {
    return messages.length;
  }

  void put(int index, Message message, int partition, long stored, long expires) {
    messages[index] = message;
    partitions[index] = (short) partition;
    storedAt[index] = stored;
    if (expires != NEVER) {
      long[] times = expiresAt;
      if (times == null) {
        times = new long[messages.length];
        Arrays.fill(times, NEVER);
        expiresAt = times;
      }
      times[index] = expires;
    }
  }

  @Nullable Message message(int index) {
    return messages[index];
  }

  int partition(int index) {
    return partitions[index];
  }

  /** In nanoseconds since 1970. */
  long storedAt(int index) {
    return storedAt[index];
  }

  boolean mayExpire() {
    return expiresAt != null;
  }

  boolean isExpired(int index, long now) {
    long[] times = expiresAt;
    return times != null && times[index] != NEVER && times[index] - now <= 0;
  }

  /** One bit for each message before the tail that is still here. */
  long[] kept(long tail) {
    long[] kept = new long[trimmed.length];
    int filled = (int) Math.min(messages.length, tail - base);
    for (int word = 0; word < kept.length; word++) {
      int rest = filled - (word << 6);
      long written = rest >= 64 ? -1L : rest <= 0 ? 0L : (1L << rest) - 1;
      kept[word] = written & ~trimmed[word];
    }
    return kept;
  }

  /** Frees the slot; what was in it. */
  Message trim(int index) {
    Message message = requireNonNull(messages[index]);
    messages[index] = null;
    trimmed[index >> 6] |= 1L << index;
    free++;
    return message;
  }

  /** Whether each of its slots was used and is free again. */
  boolean isEmpty() {
    return free == messages.length;
  }

  Marks marks(int group) {
    return marks[group];
  }

  Marks addGroup() {
    Marks[] more = Arrays.copyOf(marks, marks.length + 1);
    Marks added = new Marks(this);
    more[marks.length] = added;
    marks = more;
    return added;
  }

  /** Leads on even from a chunk that has left the log, to one that is or was behind it. */
  @Nullable Chunk next() {
    return next;
  }

  void next(@Nullable Chunk chunk) {
    next = chunk;
  }
}
