package io.mq4j.memory;

import io.mq4j.Message;
import io.mq4j.StartPosition;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A log of messages, each in a partition, and the groups that read it. Offsets count over all
 * partitions, so the log also knows the order of the topic as a whole.
 *
 * <p>Appending, trimming and new groups take its lock; reading up to the tail does not. A group's
 * lock may be taken under it, never the other way round.
 */
final class Topic {
  private static final int FIRST_CHUNK = 16;
  private static final int LARGEST_CHUNK = 1024;
  private static final Group[] NO_GROUPS = {};

  private record Delayed(Message message, long due, long expires, long serial) {}

  final String name;
  private final int partitions;
  private final long leaseNanos;
  private final PriorityQueue<Delayed> delayed =
      new PriorityQueue<>(
          Comparator.comparingLong(Delayed::due).thenComparingLong(Delayed::serial));

  private volatile Chunk first = new Chunk(0, FIRST_CHUNK, 0);
  private Chunk last = first;
  private long lastStoredAt;
  private int turn;
  private long serial;
  private volatile Group[] groups = NO_GROUPS;
  private volatile long tail;
  private volatile long nextDue = Chunk.NEVER;
  private volatile boolean mayExpire;

  Topic(String name, Settings settings) {
    this.name = name;
    this.partitions = settings.partitions();
    this.leaseNanos = settings.lease().toNanos();
  }

  int partitions() {
    return partitions;
  }

  Chunk first() {
    return first;
  }

  /** The offset behind the last message. */
  long tail() {
    return tail;
  }

  boolean mayExpire() {
    return mayExpire;
  }

  /** When the next delayed message is due, or never. */
  long nextDue() {
    return nextDue;
  }

  /** Stores a message; its offset. */
  long append(Message message, long expires) {
    long stored = epochNanos();
    long offset;
    int partition;
    synchronized (this) {
      if (nextDue != Chunk.NEVER) {
        showDue(System.nanoTime());
      }
      partition = partition(message);
      offset = place(message, partition, stored, expires);
    }
    for (Group group : groups) {
      group.arrived(partition);
    }
    return offset;
  }

  /** Stores a message that nobody sees before it is due. */
  void appendDelayed(Message message, long due, long expires) {
    synchronized (this) {
      delayed.add(new Delayed(message, due, expires, serial++));
      nextDue = delayed.element().due;
    }
    // Whoever sleeps has to know when to wake up.
    wakeAll();
  }

  /** Gives delayed messages that are due their place in the log. */
  void showDue(long now) {
    if (nextDue == Chunk.NEVER || nextDue - now > 0) {
      return;
    }
    synchronized (this) {
      for (Delayed head = delayed.peek();
          head != null && head.due - now <= 0;
          head = delayed.peek()) {
        delayed.remove();
        place(head.message, partition(head.message), epochNanos(), head.expires);
      }
      nextDue = delayed.isEmpty() ? Chunk.NEVER : delayed.element().due;
    }
    wakeAll();
  }

  private void wakeAll() {
    for (Group group : groups) {
      group.wakeAll();
    }
  }

  private int partition(Message message) {
    String key = message.key();
    if (key == null) {
      turn = turn + 1 < partitions ? turn + 1 : 0;
      return turn;
    }
    int hash = key.hashCode() * 0x9E3779B9;
    return Math.floorMod(hash ^ (hash >>> 16), partitions);
  }

  private long place(Message message, int partition, long stored, long expires) {
    long offset = tail;
    Chunk chunk = last;
    int index = (int) (offset - chunk.base);
    if (index == chunk.length()) {
      int length = Math.min(LARGEST_CHUNK, chunk.length() * 4);
      Chunk next = new Chunk(offset, length, groups.length);
      chunk.next(next);
      last = next;
      chunk = next;
      index = 0;
    }
    // A search by time needs times that never go back, as the clock may.
    lastStoredAt = Math.max(lastStoredAt, stored);
    chunk.put(index, message, partition, lastStoredAt, expires);
    if (expires != Chunk.NEVER) {
      mayExpire = true;
    }
    tail = offset + 1;
    return offset;
  }

  private static long epochNanos() {
    return epochNanos(Instant.now());
  }

  private static long epochNanos(Instant time) {
    // What lies beyond the range of a long lies beyond every stored message too.
    if (time.getEpochSecond() > Long.MAX_VALUE / 1_000_000_000L - 1) {
      return Long.MAX_VALUE;
    }
    return time.getEpochSecond() < 0 ? 0 : time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }

  /** The group of this name, made if it is new. */
  Group group(String group, StartPosition start) {
    showDue(System.nanoTime());
    Group known = find(group);
    if (known != null) {
      return known;
    }
    synchronized (this) {
      Group raced = find(group);
      if (raced != null) {
        return raced;
      }
      Group added = new Group(group, this, groups.length, leaseNanos, start);
      Group[] more = Arrays.copyOf(groups, groups.length + 1);
      more[groups.length] = added;
      groups = more;
      return added;
    }
  }

  boolean hasGroups() {
    return groups.length > 0;
  }

  @Nullable Group find(String group) {
    for (Group candidate : groups) {
      if (candidate.name.equals(group)) {
        return candidate;
      }
    }
    return null;
  }

  /** Called under the lock. */
  long offsetOf(StartPosition start) {
    Instant time = start.time();
    if (time == null) {
      return start.kind() == StartPosition.Kind.LATEST ? tail : 0;
    }
    long from = epochNanos(time);
    for (Chunk chunk = first; chunk != null; chunk = chunk.next()) {
      for (int i = 0; i < chunk.length() && chunk.base + i < tail; i++) {
        if (chunk.storedAt(i) >= from) {
          return chunk.base + i;
        }
      }
    }
    return tail;
  }

  /** When the oldest message was stored that is still kept; null if there is none. */
  synchronized @Nullable Long oldest() {
    for (Chunk chunk = first; chunk != null; chunk = chunk.next()) {
      for (int i = 0; i < chunk.length() && chunk.base + i < tail; i++) {
        if (chunk.message(i) != null) {
          return chunk.storedAt(i);
        }
      }
    }
    return null;
  }

  /**
   * Drops messages that nobody is owed, the oldest first, until enough bytes are free or, once
   * something is, all the rest is younger than the given time.
   *
   * @return how many bytes were freed
   */
  synchronized long trim(long enough, long younger, long now) {
    long freed = 0;
    Chunk before = null;
    for (Chunk chunk = first; chunk != null && freed < enough; chunk = chunk.next()) {
      if (freed > 0 && chunk.storedAt(0) > younger) {
        break;
      }
      freed += trim(chunk, enough - freed, now);
      if (!chunk.isEmpty() || chunk == last) {
        before = chunk;
      } else if (before == null) {
        Chunk next = chunk.next();
        first = next == null ? chunk : next;
      } else {
        before.next(chunk.next());
      }
    }
    return freed;
  }

  private long trim(Chunk chunk, long enough, long now) {
    long[] free = chunk.kept(tail);
    for (Group group : groups) {
      group.retainSettled(chunk, free, now);
    }
    long freed = 0;
    for (int word = 0; word < free.length; word++) {
      for (long bits = free[word]; bits != 0 && freed < enough; bits &= bits - 1) {
        freed += Room.cost(chunk.trim((word << 6) + Long.numberOfTrailingZeros(bits)));
      }
    }
    return freed;
  }

  /** Gives each group everything again that its members hold. */
  void redeliverUnsettled(long now) {
    for (Group group : groups) {
      group.redeliverUnsettled(now);
    }
  }

  synchronized void redeliverSettled(int count, long now) {
    for (Group group : groups) {
      group.redeliverSettled(count, now);
    }
  }
}
