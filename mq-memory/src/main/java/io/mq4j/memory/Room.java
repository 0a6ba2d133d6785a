package io.mq4j.memory;

import io.mq4j.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a server, and the sends that wait for some of it. Its lock may be held while a
 * topic's is taken, never the other way round, and is never held while a send is ended.
 */
final class Room {
  /** The share of the capacity that history may take: old objects are work for the collector. */
  private static final int HISTORY = 4;

  /** The share by which more is freed than needed, so that not each send looks for room. */
  private static final int SLACK = 16;

  private final Server server;
  private final long capacity;
  private final AtomicLong used = new AtomicLong();
  private final ArrayDeque<Arrival> waiting = new ArrayDeque<>();

  /** Whether sends must queue up behind others. */
  private volatile boolean queued;

  /** From here on it is time to look for what is only history. */
  private volatile long comfortable;

  Room(Server server, long capacity) {
    this.server = server;
    this.capacity = capacity;
    this.comfortable = capacity / HISTORY;
  }

  /** What a message counts: its text and bytes, and about what the objects around them take. */
  static long cost(Message message) {
    long cost = 128L + message.size();
    String key = message.key();
    if (key != null) {
      cost += key.length();
    }
    if (message.headers().size() > 0) {
      long[] headers = new long[1];
      message.headers().forEach((name, value) -> headers[0] += 64 + name.length() + value.length());
      cost += headers[0];
    }
    return cost;
  }

  long used() {
    return used.get();
  }

  /** Room for a message at once, and nobody before it in the queue. */
  boolean take(long cost) {
    if (!queued) {
      if (used.addAndGet(cost) <= comfortable) {
        return true;
      }
      used.addAndGet(-cost);
    }
    return false;
  }

  /** Stores the message as soon as there is room, now if possible, and ends its send. */
  void arrive(Arrival arrival) {
    long now = System.nanoTime();
    synchronized (this) {
      boolean free =
          arrival.isHop()
              ? !server.isFrozen() && takeAnyway(arrival.cost())
              : !server.isFrozen() && waiting.isEmpty() && makeRoom(arrival.cost(), now);
      if (!free) {
        waiting.add(arrival);
        queued = true;
        return;
      }
      arrival.store();
    }
    arrival.confirm();
  }

  /** Something may have become free. */
  void freed(Topic topic) {
    if (queued) {
      admit(topic, System.nanoTime());
    }
  }

  /** Stores what waits, as far as there is room in the whole server. */
  void admitAll() {
    if (queued) {
      admit(null, System.nanoTime());
    }
  }

  private void admit(@Nullable Topic topic, long now) {
    List<Arrival> stored = new ArrayList<>();
    synchronized (this) {
      if (!server.isFrozen()) {
        waiting.removeIf(each -> each.isHop() && storeAnyway(each, stored));
      }
      while (!server.isFrozen() && !waiting.isEmpty()) {
        Arrival head = waiting.element();
        if (head.isOver()) {
          waiting.remove();
          continue;
        }
        if (topic != null && used.get() + head.cost() > capacity) {
          long wanted = used.get() + head.cost() + capacity / SLACK - capacity;
          used.addAndGet(-topic.trim(wanted, Long.MAX_VALUE, now));
        }
        if (topic == null ? !makeRoom(head.cost(), now) : !takeIfFree(head.cost())) {
          break;
        }
        waiting.remove();
        head.store();
        stored.add(head);
      }
      queued = !waiting.isEmpty();
    }
    stored.forEach(Arrival::confirm);
  }

  /** Forgets the sends of a connection that is gone; they are to be ended by the caller. */
  List<Arrival> withdraw(MemoryProducer connection) {
    List<Arrival> withdrawn = new ArrayList<>();
    synchronized (this) {
      waiting.removeIf(arrival -> arrival.connection() == connection && withdrawn.add(arrival));
      queued = !waiting.isEmpty();
    }
    return withdrawn;
  }

  private boolean storeAnyway(Arrival hop, List<Arrival> stored) {
    if (!hop.isOver() && takeAnyway(hop.cost())) {
      hop.store();
      stored.add(hop);
    }
    return true;
  }

  private boolean takeAnyway(long cost) {
    used.addAndGet(cost);
    return true;
  }

  private boolean takeIfFree(long cost) {
    // A message larger than everything is taken when nothing else is there.
    if (used.addAndGet(cost) <= capacity || used.get() == cost) {
      return true;
    }
    used.addAndGet(-cost);
    return false;
  }

  private boolean makeRoom(long cost, long now) {
    trim(used.get() + cost + capacity / SLACK - capacity / HISTORY, false, now);
    if (used.get() + cost > capacity) {
      trim(used.get() + cost + capacity / SLACK - capacity, true, now);
    }
    long next = used.get() + cost + capacity / SLACK;
    comfortable = Math.min(capacity, Math.max(capacity / HISTORY, next));
    return takeIfFree(cost);
  }

  /** Frees so much, if it can, the oldest first; what no group has seen only if it must. */
  private void trim(long enough, boolean unseenToo, long now) {
    record Aged(Topic topic, long oldest) {}

    PriorityQueue<Aged> oldestFirst = new PriorityQueue<>(Comparator.comparingLong(Aged::oldest));
    for (Topic topic : server.topics()) {
      Long oldest = unseenToo || topic.hasGroups() ? topic.oldest() : null;
      if (oldest != null) {
        oldestFirst.add(new Aged(topic, oldest));
      }
    }
    long wanted = enough;
    while (wanted > 0 && !oldestFirst.isEmpty()) {
      Topic topic = oldestFirst.remove().topic;
      long younger = oldestFirst.isEmpty() ? Long.MAX_VALUE : oldestFirst.element().oldest;
      long freed = topic.trim(wanted, younger, now);
      used.addAndGet(-freed);
      wanted -= freed;
      Long oldest = freed == 0 ? null : topic.oldest();
      if (oldest != null) {
        oldestFirst.add(new Aged(topic, oldest));
      }
    }
  }
}
