package io.mq4j.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Each lane, a partition or the topic as a whole, has one owner, who gets its messages in order.
 * What comes again comes before everything later: cursors go back and pass what is settled.
 */
final class LaneHandout implements Handout {
  private final Group group;
  private final @Nullable Member[] owners;

  /** Until when a lane is held up because its next message shall not come yet. */
  private final long[] heldUp;

  LaneHandout(Group group, int lanes) {
    this.group = group;
    owners = new Member[lanes];
    heldUp = new long[lanes];
    Arrays.fill(heldUp, Chunk.NEVER);
  }

  private int lane(int partition) {
    return owners.length == 1 ? 0 : partition;
  }

  @Override
  public void take(Member member, List<MemoryDelivery> taken, int max, long now) {
    Cursor cursor = member.cursor;
    if (member.rewindAt != Chunk.NEVER && member.rewindAt - now <= 0) {
      cursor.rewind(group.topic.first());
      member.rewindAt = Chunk.NEVER;
    }
    long tail = group.topic.tail();
    while (taken.size() < max && cursor.find(tail)) {
      int lane = lane(cursor.partition());
      if (member.lanes.get(lane) && isFree(lane, member, now)) {
        group.deliver(member, lane, cursor.marks(), cursor.index(), taken, now);
      }
      cursor.pass();
    }
  }

  private boolean isFree(int lane, Member member, long now) {
    long until = heldUp[lane];
    if (until == Chunk.NEVER) {
      return true;
    }
    if (until - now <= 0) {
      heldUp[lane] = Chunk.NEVER;
      return true;
    }
    member.rewindAt = member.rewindAt == Chunk.NEVER ? until : Math.min(member.rewindAt, until);
    return false;
  }

  @Override
  public void giveBack(Marks marks, int index, long due, long now) {
    marks.giveBack(index);
    int lane = lane(marks.chunk.partition(index));
    if (due - now > 0) {
      heldUp[lane] = heldUp[lane] == Chunk.NEVER ? due : Math.max(heldUp[lane], due);
    }
    Member owner = owners[lane];
    if (owner != null) {
      owner.rewindAt = now;
      owner.bell.ring();
    }
  }

  @Override
  public void share(List<Member> members) {
    Arrays.fill(owners, null);
    for (Member member : members) {
      member.asked.clear();
      member.lanes.stream().forEach(lane -> owners[lane] = member);
    }
    if (members.isEmpty()) {
      return;
    }
    List<Member> richestFirst = new ArrayList<>(members);
    richestFirst.sort(Comparator.comparingInt(LaneHandout::staying).reversed());
    int least = owners.length / members.size();
    int oneMore = owners.length % members.size();
    BitSet free = new BitSet();
    for (int lane = 0; lane < owners.length; lane++) {
      free.set(lane, owners[lane] == null);
    }
    int i = 0;
    for (Member member : richestFirst) {
      int fair = least + (i++ < oneMore ? 1 : 0);
      give(member, fair - staying(member), free);
      ask(member, staying(member) - fair);
    }
    group.wakeAll();
  }

  private static int staying(Member member) {
    return member.lanes.cardinality() - member.leaving.cardinality();
  }

  private void give(Member member, int count, BitSet free) {
    for (int left = count; left > 0 && !free.isEmpty(); left--) {
      int lane = free.nextSetBit(0);
      free.clear(lane);
      owners[lane] = member;
      member.lanes.set(lane);
      // Its cursor may be far beyond what the last owner left behind.
      member.cursor.rewind(group.topic.first());
    }
  }

  private static void ask(Member member, int count) {
    int left = count;
    for (int lane = member.lanes.length(); left > 0; left--) {
      do {
        lane = member.lanes.previousSetBit(lane - 1);
      } while (member.leaving.get(lane));
      member.asked.set(lane);
    }
  }

  @Override
  public @Nullable Member next(List<Member> members, int partition) {
    Member owner = owners[lane(partition)];
    return owner != null && owner.hungry ? owner : null;
  }

  @Override
  public long nextDue(Member member) {
    return member.rewindAt;
  }

  @Override
  public void abandon() {
    // Everything that is not held is open already.
  }
}
