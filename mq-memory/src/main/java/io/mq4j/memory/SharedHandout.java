package io.mq4j.memory;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Any member gets any message: those that come again first, then the log in order. */
final class SharedHandout implements Handout {
  private record Again(Marks marks, int index, long due) {}

  private final Group group;
  private final Cursor cursor;
  private final ArrayDeque<Again> ready = new ArrayDeque<>();
  private final PriorityQueue<Again> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Again::due));
  private int turn;

  SharedHandout(Group group) {
    this.group = group;
    this.cursor = new Cursor(group.slot, group.topic.first());
  }

  @Override
  public void take(Member member, List<MemoryDelivery> taken, int max, long now) {
    for (Again head = waiting.peek(); head != null && head.due - now <= 0; head = waiting.peek()) {
      ready.add(waiting.remove());
    }
    while (taken.size() < max && !ready.isEmpty()) {
      Again again = ready.remove();
      if (!again.marks.isSettled(again.index)) {
        group.deliver(member, 0, again.marks, again.index, taken, now);
      }
    }
    long tail = group.topic.tail();
    while (taken.size() < max && cursor.find(tail)) {
      group.deliver(member, 0, cursor.marks(), cursor.index(), taken, now);
      cursor.pass();
    }
    if (taken.size() == max && (!ready.isEmpty() || cursor.find(tail))) {
      group.wakeOne(0);
    }
  }

  @Override
  public void giveBack(Marks marks, int index, long due, long now) {
    marks.take(index);
    long nextDue = nextDue();
    Again again = new Again(marks, index, due);
    if (due - now <= 0) {
      ready.add(again);
      group.wakeOne(0);
    } else {
      boolean soonest = nextDue == Chunk.NEVER || due - nextDue < 0;
      waiting.add(again);
      if (soonest) {
        group.wakeAll();
      }
    }
  }

  @Override
  public void share(List<Member> members) {
    group.wakeAll();
  }

  @Override
  public @Nullable Member next(List<Member> members, int partition) {
    for (int i = 0; i < members.size(); i++) {
      turn = turn + 1 < members.size() ? turn + 1 : 0;
      Member member = members.get(turn);
      if (member.hungry) {
        return member;
      }
    }
    return null;
  }

  @Override
  public long nextDue(Member member) {
    return nextDue();
  }

  private long nextDue() {
    Again head = waiting.peek();
    return head == null ? Chunk.NEVER : head.due;
  }

  @Override
  public void abandon() {
    ready.forEach(again -> again.marks.giveBack(again.index));
    waiting.forEach(again -> again.marks.giveBack(again.index));
  }
}
