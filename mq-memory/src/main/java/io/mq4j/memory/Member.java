package io.mq4j.memory;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A consumer's place in one group of one topic. Guarded by the group, but for what is volatile. */
final class Member {
  final Group group;
  final Doorbell bell;

  /** The number of this topic's first lane among the lanes of the subscription. */
  final int firstLane;

  final Cursor cursor;
  final BitSet lanes = new BitSet();

  /** Those of its lanes that others shall have; it has not been told. */
  final BitSet asked = new BitSet();

  /** Those of its lanes that it is about to let go. */
  final BitSet leaving = new BitSet();

  /** When its cursor must go back for a lane that was held up, or never. */
  long rewindAt = Chunk.NEVER;

  /** Whether it waits for messages. */
  boolean hungry;

  /** When it was heard of last. */
  volatile long lastSeen;

  /** Whether the group has given it up; its lanes are then those that it lost. */
  volatile boolean dropped;

  private @Nullable MemoryDelivery first;
  private @Nullable MemoryDelivery last;

  Member(Group group, Doorbell bell, int firstLane, long now) {
    this.group = group;
    this.bell = bell;
    this.firstLane = firstLane;
    this.cursor = new Cursor(group.slot, group.topic.first());
    this.lastSeen = now;
  }

  void hold(MemoryDelivery delivery) {
    delivery.held = true;
    MemoryDelivery end = last;
    if (end == null) {
      first = delivery;
    } else {
      end.behind = delivery;
      delivery.before = end;
    }
    last = delivery;
  }

  void letGo(MemoryDelivery delivery) {
    MemoryDelivery before = delivery.before;
    MemoryDelivery behind = delivery.behind;
    if (before == null) {
      first = behind;
    } else {
      before.behind = behind;
    }
    if (behind == null) {
      last = before;
    } else {
      behind.before = before;
    }
    delivery.before = null;
    delivery.behind = null;
    delivery.held = false;
  }

  /** What it holds longest, or null. */
  @Nullable MemoryDelivery first() {
    return first;
  }

  /** The lanes as the subscription numbers them. */
  int[] numbers(BitSet own) {
    return own.stream().map(lane -> firstLane + lane).toArray();
  }
}
