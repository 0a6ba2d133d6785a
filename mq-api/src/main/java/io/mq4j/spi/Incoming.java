package io.mq4j.spi;

import static java.util.Objects.requireNonNull;

import io.mq4j.Message;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message as it came from the broker. Adapters extend it by what they need to settle it.
 * Immutable for everybody else.
 */
public abstract class Incoming {
  private final String topic;
  private final int lane;
  private final Message message;

  /**
   * A message from a topic.
   *
   * @param lane the number of the part of the topic (partition, shard) that a consumer owns as a
   *     whole, unique within the subscription; 0 where there are none
   */
  protected Incoming(String topic, int lane, Message message) {
    this.topic = requireNonNull(topic);
    this.lane = lane;
    this.message = requireNonNull(message);
  }

  /** The topic. */
  public final String topic() {
    return topic;
  }

  /** The lane. */
  public final int lane() {
    return lane;
  }

  /** The message. */
  public final Message message() {
    return message;
  }

  /** How many attempts at it have been made before, as far as the broker knows. */
  public int attempts() {
    return 0;
  }

  /** When the first attempt failed, if the broker knows. */
  public @Nullable Instant firstFailure() {
    return null;
  }

  /** Where the broker has it, in its own words. */
  public abstract String position();
}
