package io.mq4j.rabbitmq;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one channel that the server still counts as out, in the order of their tags.
 * For one thread.
 */
final class Unsettled {
  /** A single ack costs the server as much as a message: this long it waits for company. */
  private static final long PATIENCE = Duration.ofMillis(5).toNanos();

  private @Nullable RabbitIncoming head;
  private @Nullable RabbitIncoming tail;
  private final List<RabbitIncoming> acked = new ArrayList<>();
  private final List<RabbitIncoming> released = new ArrayList<>();
  private final int group;
  private long oldest;

  /** Acks go out in groups of so many, if they come fast enough. */
  Unsettled(int group) {
    this.group = group;
  }

  /** Adds a delivery; tags only grow. */
  void add(RabbitIncoming delivery) {
    RabbitIncoming last = tail;
    delivery.previous = last;
    if (last == null) {
      head = delivery;
    } else {
      last.next = delivery;
    }
    tail = delivery;
  }

  /** Notes that a delivery was handled; false if it is settled or another channel's. */
  boolean ack(RabbitIncoming delivery) {
    if (!isOpen(delivery)) {
      return false;
    }
    delivery.state = RabbitIncoming.State.ACKED;
    acked.add(delivery);
    if (acked.size() == 1) {
      oldest = System.nanoTime();
    }
    return true;
  }

  /** Notes that a delivery will be given back later; false if it is settled or another's. */
  boolean hold(RabbitIncoming delivery) {
    boolean open = isOpen(delivery);
    if (open) {
      delivery.state = RabbitIncoming.State.HELD;
    }
    return open;
  }

  /** Notes that a held delivery is given back. */
  void release(RabbitIncoming delivery) {
    released.add(delivery);
  }

  private boolean isOpen(RabbitIncoming delivery) {
    return delivery.owner == this && delivery.state == RabbitIncoming.State.OPEN;
  }

  /** How many nanoseconds acks may still wait for others; 0 if there is something to write now. */
  long patience() {
    if (!released.isEmpty() || acked.size() >= group) {
      return 0;
    }
    if (acked.isEmpty()) {
      return Long.MAX_VALUE;
    }
    return Math.max(0, PATIENCE - (System.nanoTime() - oldest));
  }

  /**
   * Tells the server: one ack for all at the front. What is behind a gap waits for the next time,
   * when the gap may be closed, unless nothing was at the front or all is wanted: then each gets an
   * ack of its own.
   */
  void write(Channel channel, boolean all) throws IOException {
    long watermark = 0;
    for (RabbitIncoming first = head;
        first != null && first.state == RabbitIncoming.State.ACKED;
        first = head) {
      watermark = first.tag;
      remove(first);
    }
    if (watermark > 0) {
      channel.basicAck(watermark, true);
      acked.removeIf(delivery -> delivery.state == RabbitIncoming.State.SETTLED);
    }
    if (all || watermark == 0) {
      for (RabbitIncoming delivery : acked) {
        remove(delivery);
        channel.basicAck(delivery.tag, false);
      }
      acked.clear();
    }
    for (RabbitIncoming delivery : released) {
      remove(delivery);
      channel.basicNack(delivery.tag, false, true);
    }
    released.clear();
    oldest = System.nanoTime();
  }

  private void remove(RabbitIncoming delivery) {
    RabbitIncoming before = delivery.previous;
    RabbitIncoming after = delivery.next;
    if (before == null) {
      head = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      tail = before;
    } else {
      after.previous = before;
    }
    delivery.previous = null;
    delivery.next = null;
    delivery.state = RabbitIncoming.State.SETTLED;
  }
}
