package io.mq4j.memory;

import io.mq4j.Headers;
import io.mq4j.Message;
import io.mq4j.ReservedHeaders;
import io.mq4j.SendOptions;
import io.mq4j.spi.Outgoing;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A send that has reached the server and is not stored yet. */
final class Arrival {
  private final MemoryProducer connection;
  private final Outgoing send;
  private final Topic topic;
  private final long cost;
  private final long due;
  private final long expires;
  private Object position = "";

  Arrival(MemoryProducer connection, Outgoing send, Topic topic) {
    this.connection = connection;
    this.send = send;
    this.topic = topic;
    this.cost = Room.cost(send.message());
    SendOptions options = send.options();
    long now = System.nanoTime();
    due = after(now, options.delay());
    expires = after(now, options.timeToLive());
  }

  private static long after(long now, @Nullable Duration wait) {
    if (wait == null) {
      return Chunk.NEVER;
    }
    // Nobody waits for centuries, and a sum that overflows would be in the past.
    return wait.compareTo(Duration.ofDays(36_500)) > 0 ? Chunk.NEVER : now + wait.toNanos();
  }

  MemoryProducer connection() {
    return connection;
  }

  long cost() {
    return cost;
  }

  /**
   * Whether it is a hop, after which its source will be settled: were it to wait for room that the
   * source takes, both would wait for ever.
   */
  boolean isHop() {
    Headers headers = send.message().headers();
    return headers.contains(ReservedHeaders.DEAD_ID)
        || headers.contains(ReservedHeaders.GENERATION);
  }

  /** Whether nobody waits for its end any more. */
  boolean isOver() {
    return send.ended();
  }

  void store() {
    Message message = send.message();
    if (due == Chunk.NEVER || due - System.nanoTime() <= 0) {
      position = topic.append(message, expires);
    } else {
      topic.appendDelayed(message, due, expires);
      position = "delayed until " + Instant.now().plusNanos(due - System.nanoTime());
    }
  }

  void confirm() {
    send.confirmed(position);
  }

  Outgoing send() {
    return send;
  }
}
