package io.mq4j.memory;

import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.Ordering;
import io.mq4j.StartPosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one group knows of one topic. Guarded by itself; never takes another lock. */
final class Group {
  final String name;
  final Topic topic;
  final int slot;
  private final long leaseNanos;
  private final List<Member> members = new ArrayList<>();

  /** Only of messages that were tried and are not settled: usually empty. */
  private final Map<Long, Spent> spent = new HashMap<>();

  private final long tailAtStart;
  private long owedAtStart;
  private long settled;
  private Ordering ordering = Ordering.NONE;
  private Handout handout;
  private volatile int hungry;

  /** Called under the topic's lock: nothing arrives meanwhile. */
  Group(String name, Topic topic, int slot, long leaseNanos, StartPosition start) {
    this.name = name;
    this.topic = topic;
    this.slot = slot;
    this.leaseNanos = leaseNanos;
    tailAtStart = topic.tail();
    long first = topic.offsetOf(start);
    for (Chunk chunk = topic.first(); chunk != null; chunk = chunk.next()) {
      Marks marks = chunk.addGroup();
      for (int i = 0; i < chunk.length() && chunk.base + i < tailAtStart; i++) {
        if (chunk.base + i < first || chunk.message(i) == null) {
          marks.settle(i);
        } else {
          owedAtStart++;
        }
      }
    }
    handout = new SharedHandout(this);
  }

  synchronized void check(Ordering wanted, long now) {
    expire(now);
    if (!members.isEmpty() && wanted != ordering) {
      throw MqException.builder(
              MqException.Kind.CONFIGURATION,
              "group '"
                  + name
                  + "' has members with ordering "
                  + ordering
                  + ", asked for "
                  + wanted
                  + ": all members of a group must ask for the same")
          .adapter(Settings.ADAPTER)
          .topic(topic.name)
          .build();
    }
  }

  synchronized void join(Member member, Ordering wanted, long now) {
    check(wanted, now);
    if (wanted != ordering) {
      handout.abandon();
      ordering = wanted;
      handout =
          wanted == Ordering.NONE
              ? new SharedHandout(this)
              : new LaneHandout(this, wanted == Ordering.KEY ? topic.partitions() : 1);
    }
    member.lanes.clear();
    member.leaving.clear();
    member.rewindAt = Chunk.NEVER;
    member.lastSeen = now;
    member.dropped = false;
    members.add(member);
    handout.share(members);
  }

  /** The member goes in peace: what it holds comes again, unspent. */
  synchronized void leave(Member member, long now) {
    if (members.contains(member)) {
      remove(member, false, now);
    }
  }

  /** The member is gone: nobody knows what it has tried, so it has tried all. */
  synchronized void drop(Member member, long now) {
    if (members.contains(member)) {
      remove(member, true, now);
      member.dropped = true;
      member.bell.ring();
    }
  }

  private void remove(Member member, boolean crashed, long now) {
    setHungry(member, false);
    members.remove(member);
    handout.share(members);
    takeBack(member, null, crashed, now);
  }

  private void takeBack(Member member, @Nullable BitSet lanes, boolean tried, long now) {
    for (MemoryDelivery held = member.first(), behind; held != null; held = behind) {
      behind = held.behind;
      if (lanes == null || lanes.get(held.lane() - member.firstLane)) {
        member.letGo(held);
        if (tried) {
          spent.put(held.offset(), new Spent(held.attempts() + 1, held.firstFailure()));
        }
        handout.giveBack(held.marks, held.index, now, now);
      }
    }
  }

  private void expire(long now) {
    for (int i = members.size() - 1; i >= 0; i--) {
      Member member = members.get(i);
      if (isSilent(member, now)) {
        drop(member, now);
      }
    }
  }

  boolean isSilent(Member member, long now) {
    return now - member.lastSeen > leaseNanos;
  }

  synchronized void take(Member member, List<MemoryDelivery> taken, int max, long now) {
    if (members.size() > 1) {
      expire(now);
    }
    if (!member.dropped) {
      handout.take(member, taken, max, now);
    }
  }

  void deliver(
      Member member, int lane, Marks marks, int index, List<MemoryDelivery> taken, long now) {
    Message message = marks.chunk.message(index);
    if (message == null || marks.chunk.isExpired(index, now)) {
      settle(marks, index);
      return;
    }
    marks.take(index);
    Spent before = spent.isEmpty() ? null : spent.get(marks.chunk.base + index);
    MemoryDelivery delivery =
        new MemoryDelivery(
            topic.name, member.firstLane + lane, message, member, marks, index, before);
    member.hold(delivery);
    taken.add(delivery);
  }

  /** How many of them had gone to somebody else. */
  synchronized int settle(List<MemoryDelivery> deliveries, int from, int to) {
    int stale = 0;
    for (int i = from; i < to; i++) {
      MemoryDelivery delivery = deliveries.get(i);
      if (delivery.held) {
        delivery.settled = true;
        delivery.member.letGo(delivery);
        settle(delivery.marks, delivery.index);
      } else if (!delivery.settled) {
        stale++;
      }
    }
    return stale;
  }

  private void settle(Marks marks, int index) {
    if (!marks.isSettled(index)) {
      marks.settle(index);
      settled++;
    }
    if (!spent.isEmpty()) {
      spent.remove(marks.chunk.base + index);
    }
  }

  /** Whether it was still there to be given back. */
  synchronized boolean giveBack(
      MemoryDelivery delivery, long due, @Nullable Spent attempts, long now) {
    if (!delivery.held) {
      return delivery.settled;
    }
    delivery.settled = true;
    delivery.member.letGo(delivery);
    if (attempts != null) {
      spent.put(delivery.offset(), attempts);
    }
    handout.giveBack(delivery.marks, delivery.index, due, now);
    return true;
  }

  /** The lanes that the member shall let go; from now on it gets nothing of them. */
  synchronized BitSet beginToLeave(Member member) {
    BitSet lanes = (BitSet) member.asked.clone();
    member.asked.clear();
    member.leaving.or(lanes);
    return lanes;
  }

  synchronized void endLeaving(Member member, BitSet lanes, long now) {
    if (member.dropped) {
      return;
    }
    takeBack(member, lanes, false, now);
    member.lanes.andNot(lanes);
    member.leaving.andNot(lanes);
    handout.share(members);
  }

  /** When the member has to look again although nobody rang, or never. */
  synchronized long nextDue(Member member, long now) {
    long due = handout.nextDue(member);
    for (Member other : members) {
      if (other != member) {
        long end = other.lastSeen + leaseNanos + 1;
        due = due == Chunk.NEVER ? end : Math.min(due, end);
      }
    }
    return due;
  }

  synchronized void setHungry(Member member, boolean value) {
    if (member.hungry != value) {
      member.hungry = value;
      hungry += value ? 1 : -1;
    }
  }

  /** The member stops waiting; if it was woken for a message, another shall look after that. */
  synchronized void sated(Member member) {
    if (member.hungry) {
      setHungry(member, false);
    } else if (handout instanceof SharedHandout) {
      wakeOne(0);
    }
  }

  /** A message arrived in a partition. */
  void arrived(int partition) {
    if (hungry > 0) {
      wakeOne(partition);
    }
  }

  synchronized void wakeOne(int partition) {
    Member member = handout.next(members, partition);
    if (member != null) {
      setHungry(member, false);
      member.bell.ring();
    }
  }

  synchronized void wakeAll() {
    for (Member member : members) {
      setHungry(member, false);
      member.bell.ring();
    }
  }

  synchronized long lag(long now) {
    if (topic.mayExpire()) {
      settleExpired(now);
    }
    return owedAtStart + topic.tail() - tailAtStart - settled;
  }

  private void settleExpired(long now) {
    Cursor cursor = new Cursor(slot, topic.first());
    for (long tail = topic.tail(); cursor.find(tail); cursor.pass()) {
      if (cursor.marks().chunk.isExpired(cursor.index(), now)) {
        settle(cursor.marks(), cursor.index());
      }
    }
  }

  /** Keeps those bits of the mask that stand for messages which this group needs no more. */
  synchronized void retainSettled(Chunk chunk, long[] mask, long now) {
    Marks marks = chunk.marks(slot);
    if (chunk.mayExpire()) {
      for (int i = 0; i < chunk.length(); i++) {
        if (chunk.isExpired(i, now)) {
          settle(marks, i);
        }
      }
    }
    marks.retainSettled(mask);
  }

  /** Gives what members hold to somebody else, as if it had been forgotten that they have it. */
  synchronized void redeliverUnsettled(long now) {
    for (Member member : List.copyOf(members)) {
      if (ordering == Ordering.NONE) {
        takeBack(member, null, true, now);
      } else if (member.first() != null) {
        drop(member, now);
      }
    }
  }

  /** Called under the topic's lock, so that nothing is trimmed meanwhile. */
  synchronized void redeliverSettled(int count, long now) {
    ArrayDeque<Long> last = new ArrayDeque<>();
    for (Chunk chunk = topic.first(); chunk != null; chunk = chunk.next()) {
      for (int i = 0; i < chunk.length() && chunk.base + i < topic.tail(); i++) {
        if (chunk.message(i) != null && chunk.marks(slot).isSettled(i)) {
          last.add(chunk.base + i);
          if (last.size() > count) {
            last.remove();
          }
        }
      }
    }
    for (Chunk chunk = topic.first(); chunk != null; chunk = chunk.next()) {
      while (!last.isEmpty() && last.element() < chunk.base + chunk.length()) {
        int index = (int) (last.remove() - chunk.base);
        Marks marks = chunk.marks(slot);
        marks.forget(index);
        settled--;
        handout.giveBack(marks, index, now, now);
      }
    }
  }
}
