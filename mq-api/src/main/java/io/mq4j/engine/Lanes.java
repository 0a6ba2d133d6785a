package io.mq4j.engine;

import io.mq4j.Ordering;
import org.jspecify.annotations.Nullable;

/**
 * The last attempt in line for each key (or topic) that has any: a table with open addressing, so
 * that a message costs it no memory. Belongs to the poller.
 */
final class Lanes {
  private final Ordering ordering;
  private @Nullable InFlight[] tails = new @Nullable InFlight[64];
  private int size;

  Lanes(Ordering ordering) {
    this.ordering = ordering;
  }

  /**
   * Puts an item at the end of its lane; true if it is the first in line, or has no lane at all.
   */
  boolean join(InFlight item) {
    if (!isOrdered(item)) {
      return true;
    }
    if (size * 2 >= tails.length) {
      grow();
    }
    int at = find(item);
    InFlight tail = tails[at];
    tails[at] = item;
    if (tail == null) {
      size++;
      return true;
    }
    tail.laneNext = item;
    item.inLine = true;
    return false;
  }

  /**
   * Takes the first in line out of its lane; the one behind it is then the first, if there is one.
   */
  @Nullable InFlight leave(InFlight item) {
    InFlight next = item.laneNext;
    item.laneNext = null;
    if (next != null) {
      next.inLine = false;
    } else if (isOrdered(item)) {
      int at = find(item);
      if (tails[at] == item) {
        tails[at] = null;
        size--;
        closeGap(at);
      }
    }
    return next;
  }

  /** Puts the next attempt of a message into the place of the last one. */
  void replace(InFlight item, InFlight again) {
    again.laneNext = item.laneNext;
    item.laneNext = null;
    if (again.laneNext == null && isOrdered(item)) {
      int at = find(item);
      if (tails[at] == item) {
        tails[at] = again;
      }
    }
  }

  private boolean isOrdered(InFlight item) {
    return ordering == Ordering.TOPIC || (ordering == Ordering.KEY && item.message().key() != null);
  }

  private int find(InFlight item) {
    int mask = tails.length - 1;
    int at = hash(item) & mask;
    while (true) {
      InFlight tail = tails[at];
      if (tail == null || isSameLane(tail, item)) {
        return at;
      }
      at = (at + 1) & mask;
    }
  }

  private boolean isSameLane(InFlight a, InFlight b) {
    if (!a.topic().equals(b.topic())) {
      return false;
    }
    String key = a.message().key();
    return ordering == Ordering.TOPIC || (key != null && key.equals(b.message().key()));
  }

  private int hash(InFlight item) {
    String key = ordering == Ordering.TOPIC ? null : item.message().key();
    int hash = 31 * item.topic().hashCode() + (key == null ? 0 : key.hashCode());
    return (hash * 0x9E3779B9) >>> 8;
  }

  /** Moves those back that had to give way to the one that was at the gap. */
  private void closeGap(int gap) {
    int mask = tails.length - 1;
    int at = gap;
    while (true) {
      at = (at + 1) & mask;
      InFlight tail = tails[at];
      if (tail == null) {
        return;
      }
      int home = hash(tail) & mask;
      boolean mayMove = ((at - home) & mask) >= ((at - gap) & mask);
      if (mayMove) {
        tails[gap] = tail;
        tails[at] = null;
        gap = at;
      }
    }
  }

  private void grow() {
    @Nullable InFlight[] old = tails;
    tails = new @Nullable InFlight[old.length * 2];
    for (InFlight tail : old) {
      if (tail != null) {
        tails[find(tail)] = tail;
      }
    }
  }
}
