package io.mq4j.examples.directory;

import io.mq4j.StartPosition;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Looks for new files, in short steps: a folder doesn't call. */
final class DirectoryConsumer implements ConsumerDriver {
  private static final long STEP = TimeUnit.MILLISECONDS.toNanos(2);

  private final Member member;
  private final StartPosition start;
  private final List<Seat> seats = new ArrayList<>();
  private final Semaphore wakeups = new Semaphore(0);

  DirectoryConsumer(Store store, ConsumerPlan plan) throws IOException {
    start = plan.start();
    for (String topic : plan.topics()) {
      seats.add(new Seat(store, topic, plan.group()));
    }
    member = new Member(store.members());
  }

  // snippet: adapterReceive
  @Override
  public void receive(Intake intake, int max, Duration wait) {
    long end = System.nanoTime() + wait.toNanos();
    try {
      int handed = 0;
      do {
        for (Seat seat : seats) {
          seat.take(member, start);
          handed += seat.hand(intake, max - handed);
        }
        if (seats.stream().allMatch(Seat::isKnown)) {
          intake.ready();
        }
      } while (handed == 0 && !isOver(end));
      Collections.rotate(seats, 1); // so that a busy topic doesn't starve the others
    } catch (IOException e) {
      throw Store.unavailable(e);
    }
  }

  // end

  private boolean isOver(long end) {
    long left = end - System.nanoTime();
    try {
      return left <= 0 || wakeups.tryAcquire(Math.min(left, STEP), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void wakeup() {
    wakeups.release();
  }

  // snippet: adapterSettle
  @Override
  public void ack(Incoming message) {
    ((DirectoryIncoming) message).settle();
  }

  @Override
  public int commit() {
    try {
      for (Seat seat : seats) {
        seat.save();
      }
      return 0; // nobody takes a seat whose owner is alive
    } catch (IOException e) {
      throw Store.unavailable(e);
    }
  }

  // end

  @Override
  public void release(Incoming message) {
    // What is not settled is met by the next owner of the seat.
  }

  @Override
  public long lag() {
    return seats.stream().mapToLong(Seat::lag).sum();
  }

  @Override
  public void close() {
    try {
      commit();
    } finally {
      member.close(); // from now on the seats are free
    }
  }
}
