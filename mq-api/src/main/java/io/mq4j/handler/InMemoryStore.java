package io.mq4j.handler;

import static java.util.Objects.requireNonNull;

import io.mq4j.Faults;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A hash table whose nodes are numbers into arrays: an entry costs no object but its key. Nodes of
 * one bucket are chained; nodes that are done are also chained from the oldest to the newest.
 */
final class InMemoryStore implements IdempotencyStore {
  private static final int NIL = -1;
  private static final int LEAST_NODES = 64;

  private final int capacity;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Key[] keys = new @Nullable Key[0];
  private long[] tokens = {};
  private long[] ends = {};
  private boolean[] done = {};
  private int[] older = {};
  private int[] newer = {};

  /** The next node of the bucket, or of the free ones. */
  private int[] next = {};

  private int[] buckets = {};
  private int free = NIL;
  private int oldest = NIL;
  private int newest = NIL;
  private int doneCount;
  private long lastToken;

  InMemoryStore(int capacity, LongSupplier nanos) {
    new Faults("IdempotencyStore").range("capacity", capacity, 1, 100_000_000).throwIfAny();
    this.capacity = capacity;
    this.nanos = nanos;
    grow();
  }

  @Override
  public Claim claim(Key key, Duration lease) {
    int hash = spread(key);
    long length = lease.toNanos();
    lock.lock();
    try {
      long now = nanos.getAsLong();
      int node = find(key, hash);
      if (node == NIL) {
        node = add(key, hash, now);
      } else if (ends[node] - now > 0) {
        return done[node] ? Done.INSTANCE : new Busy(Duration.ofNanos(ends[node] - now));
      } else if (done[node]) {
        unlinkDone(node);
      }
      tokens[node] = ++lastToken;
      ends[node] = now + length;
      return new Claimed(lastToken);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean complete(Key key, long token, Duration retention) {
    int hash = spread(key);
    long length = retention.toNanos();
    lock.lock();
    try {
      int node = find(key, hash);
      if (node == NIL || tokens[node] != token) {
        return false;
      }
      if (!done[node]) {
        ends[node] = nanos.getAsLong() + length;
        linkDone(node);
        if (doneCount > capacity) {
          remove(oldest);
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void release(Key key, long token) {
    int hash = spread(key);
    lock.lock();
    try {
      int node = find(key, hash);
      if (node != NIL && tokens[node] == token && !done[node]) {
        remove(node);
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many nodes there are room for. */
  int room() {
    lock.lock();
    try {
      return keys.length;
    } finally {
      lock.unlock();
    }
  }

  private static int spread(Key key) {
    int hash = key.messageId().hashCode() * 31 + key.topic().hashCode();
    hash = (hash * 31 + key.group().hashCode()) * 31 + key.generation();
    hash *= 0x9E3779B9;
    return hash ^ (hash >>> 16);
  }

  private int find(Key key, int hash) {
    for (int node = buckets[hash & (buckets.length - 1)]; node != NIL; node = next[node]) {
      Key other = keys[node];
      if (other != null && other.equals(key)) {
        return node;
      }
    }
    return NIL;
  }

  private int add(Key key, int hash, long now) {
    if (free == NIL && !forgetAbandoned(now)) {
      grow();
    }
    int node = free;
    free = next[node];
    int bucket = hash & (buckets.length - 1);
    keys[node] = key;
    next[node] = buckets[bucket];
    buckets[bucket] = node;
    return node;
  }

  private void remove(int node) {
    if (done[node]) {
      unlinkDone(node);
    }
    int bucket = spread(requireNonNull(keys[node])) & (buckets.length - 1);
    if (buckets[bucket] == node) {
      buckets[bucket] = next[node];
    } else {
      int before = buckets[bucket];
      while (next[before] != node) {
        before = next[before];
      }
      next[before] = next[node];
    }
    keys[node] = null;
    next[node] = free;
    free = node;
  }

  private void linkDone(int node) {
    done[node] = true;
    older[node] = newest;
    newer[node] = NIL;
    if (newest == NIL) {
      oldest = node;
    } else {
      newer[newest] = node;
    }
    newest = node;
    doneCount++;
  }

  private void unlinkDone(int node) {
    done[node] = false;
    if (older[node] == NIL) {
      oldest = newer[node];
    } else {
      newer[older[node]] = newer[node];
    }
    if (newer[node] == NIL) {
      newest = older[node];
    } else {
      older[newer[node]] = older[node];
    }
    doneCount--;
  }

  /**
   * Claims that nobody released nor took over would pile up. Only when the table is full, and only
   * if that frees enough that it isn't full again at once.
   */
  private boolean forgetAbandoned(long now) {
    int abandoned = 0;
    for (int node = 0; node < keys.length; node++) {
      abandoned += isAbandoned(node, now) ? 1 : 0;
    }
    if (abandoned <= keys.length / 4) {
      return false;
    }
    for (int node = 0; node < keys.length; node++) {
      if (isAbandoned(node, now)) {
        remove(node);
      }
    }
    return true;
  }

  private boolean isAbandoned(int node, long now) {
    return keys[node] != null && !done[node] && ends[node] - now <= 0;
  }

  private void grow() {
    int was = keys.length;
    int size = Math.max(LEAST_NODES, was * 2);
    keys = Arrays.copyOf(keys, size);
    tokens = Arrays.copyOf(tokens, size);
    ends = Arrays.copyOf(ends, size);
    done = Arrays.copyOf(done, size);
    older = Arrays.copyOf(older, size);
    newer = Arrays.copyOf(newer, size);
    next = Arrays.copyOf(next, size);
    buckets = new int[size];
    Arrays.fill(buckets, NIL);
    free = NIL;
    for (int node = size - 1; node >= 0; node--) {
      Key key = keys[node];
      if (key == null) {
        next[node] = free;
        free = node;
      } else {
        int bucket = spread(key) & (size - 1);
        next[node] = buckets[bucket];
        buckets[bucket] = node;
      }
    }
  }

  @Override
  public String toString() {
    return "InMemoryStore[capacity " + capacity + "]";
  }
}
