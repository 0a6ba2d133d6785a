package io.mq4j.memory;

import io.mq4j.Ordering;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A member of a group, in each of the topics of its subscription. */
final class MemoryConsumer implements ConsumerDriver, Server.Connection {
  /** A message that shall come again. */
  private record Again(MemoryDelivery delivery, long due, @Nullable Spent spent) {}

  private final Server server;
  private final Ordering ordering;
  private final Doorbell bell = new Doorbell();
  private final List<Member> members = new ArrayList<>();
  private final List<MemoryDelivery> taken = new ArrayList<>();
  private final List<MemoryDelivery> acks = new ArrayList<>();
  private final List<Again> again = new ArrayList<>();
  private int turn;
  private boolean toldReady;
  private volatile boolean broken;
  private volatile boolean woken;

  MemoryConsumer(Server server, ConsumerPlan plan) {
    this.server = server;
    this.ordering = plan.ordering();
    server.trouble.awaitAnswer();
    try {
      join(plan);
      server.opened(this);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void join(ConsumerPlan plan) {
    int lanes = ordering == Ordering.KEY ? server.settings.partitions() : 1;
    for (String topic : plan.topics()) {
      Group group = server.topic(topic).group(plan.group(), plan.start());
      long now = System.nanoTime();
      Member member = new Member(group, bell, members.size() * lanes, now);
      group.join(member, ordering, now);
      members.add(member);
    }
  }

  @Override
  public void receive(Intake intake, int max, Duration wait) {
    long now = System.nanoTime();
    long end = now + wait.toNanos();
    boolean hungry = false;
    try {
      while (true) {
        requireConnected();
        if (server.isFrozen()) {
          hungry = leaveTheQueue(hungry);
        } else {
          attend(intake, now);
          if (take(max, now) > 0) {
            break;
          }
          if (max > 0) {
            hungry = true;
            members.forEach(member -> member.group.setHungry(member, true));
            // Whoever stored before it could see that we are hungry has not rung.
            if (take(max, now) > 0) {
              break;
            }
          }
        }
        if (woken || now - end >= 0) {
          break;
        }
        bell.await(Math.min(end, hungry ? nextLook(now) : stillAlive(now)) - now);
        now = System.nanoTime();
      }
    } finally {
      woken = false;
      if (hungry) {
        becomeSated();
      }
    }
    handOver(intake);
  }

  private boolean leaveTheQueue(boolean hungry) {
    if (hungry) {
      becomeSated();
    }
    return false;
  }

  private void becomeSated() {
    for (Member member : members) {
      if (taken.isEmpty()) {
        member.group.sated(member);
      } else {
        member.group.setHungry(member, false);
      }
    }
  }

  private int take(int max, long now) {
    for (int i = 0; i < members.size() && taken.size() < max; i++) {
      // Each topic is the first in its turn, so that none starves behind a busy one.
      turn = turn + 1 < members.size() ? turn + 1 : 0;
      Member member = members.get(turn);
      member.group.topic.showDue(now);
      member.group.take(member, taken, max, now);
    }
    return taken.size();
  }

  private void handOver(Intake intake) {
    try {
      for (MemoryDelivery delivery : taken) {
        intake.deliver(delivery);
      }
    } finally {
      taken.clear();
    }
  }

  /** Says that it is alive, and does what the groups ask for. */
  private void attend(Intake intake, long now) {
    server.room.admitAll();
    for (Member member : members) {
      Group group = member.group;
      if (group.isSilent(member, now)) {
        group.drop(member, now);
      }
      member.lastSeen = now;
      if (member.dropped) {
        comeBack(member, intake, now);
      }
      BitSet leaving = group.beginToLeave(member);
      if (!leaving.isEmpty()) {
        intake.revoking(member.numbers(leaving));
        settle();
        group.endLeaving(member, leaving, System.nanoTime());
      }
    }
    if (!toldReady) {
      toldReady = true;
      intake.ready();
    }
  }

  private void comeBack(Member member, Intake intake, long now) {
    int[] lost =
        ordering == Ordering.NONE ? new int[] {member.firstLane} : member.numbers(member.lanes);
    member.group.join(member, ordering, now);
    if (broken) {
      // Whoever severed this meanwhile did not find the member in the group: no take may.
      member.group.drop(member, now);
    }
    intake.lost(lost);
  }

  /** A member that waits is alive, however long it waits: when it has to say so again. */
  private long stillAlive(long now) {
    return now + server.settings.lease().toNanos() / 3;
  }

  private long nextLook(long now) {
    long look = stillAlive(now);
    for (Member member : members) {
      long topicDue = member.group.topic.nextDue();
      look = topicDue == Chunk.NEVER ? look : Math.min(look, topicDue);
      long groupDue = member.group.nextDue(member, now);
      look = groupDue == Chunk.NEVER ? look : Math.min(look, groupDue);
    }
    return look;
  }

  @Override
  public void wakeup() {
    woken = true;
    bell.ring();
  }

  @Override
  public void ack(Incoming message) {
    acks.add((MemoryDelivery) message);
  }

  @Override
  public void retry(
      Incoming message, Duration delay, int attempts, @Nullable Instant firstFailure) {
    giveBack(message, delay, new Spent(attempts, firstFailure));
  }

  @Override
  public void release(Incoming message) {
    giveBack(message, Duration.ZERO, null);
  }

  private void giveBack(Incoming message, Duration delay, @Nullable Spent spent) {
    long due = System.nanoTime() + delay.toNanos();
    again.add(new Again((MemoryDelivery) message, due, spent));
  }

  @Override
  public int commit() {
    if (acks.isEmpty() && again.isEmpty()) {
      return 0;
    }
    server.trouble.awaitAnswer();
    requireConnected();
    if (server.trouble.any() && server.trouble.failsCommit()) {
      server.closed(this);
      sever();
      throw server.trouble.unavailable("broke the connection before the settlements reached it");
    }
    return settle();
  }

  private int settle() {
    int stale = 0;
    for (int from = 0, to; from < acks.size(); from = to) {
      Group group = acks.get(from).member.group;
      to = from + 1;
      while (to < acks.size() && acks.get(to).member.group == group) {
        to++;
      }
      stale += group.settle(acks, from, to);
      server.room.freed(group.topic);
    }
    acks.clear();
    long now = System.nanoTime();
    for (Again each : again) {
      MemoryDelivery delivery = each.delivery;
      if (!delivery.member.group.giveBack(delivery, each.due, each.spent, now)) {
        stale++;
      }
    }
    again.clear();
    return stale;
  }

  @Override
  public long lag() {
    server.trouble.awaitAnswer();
    requireConnected();
    long now = System.nanoTime();
    long lag = 0;
    for (Member member : members) {
      member.group.topic.showDue(now);
      lag += member.group.lag(now);
    }
    return lag;
  }

  private void requireConnected() {
    if (broken) {
      throw server.trouble.unavailable("has no such connection any more");
    }
  }

  @Override
  public void sever() {
    broken = true;
    long now = System.nanoTime();
    for (Member member : members) {
      member.group.drop(member, now);
    }
    bell.ring();
  }

  @Override
  public void thaw() {
    long now = System.nanoTime();
    members.forEach(member -> member.lastSeen = now);
    bell.ring();
  }

  @Override
  public void close() {
    server.closed(this);
    if (!broken) {
      settle();
      long now = System.nanoTime();
      members.forEach(member -> member.group.leave(member, now));
      broken = true;
    }
  }
}
