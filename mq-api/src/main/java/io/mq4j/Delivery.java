package io.mq4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to a handler, with what is known of this attempt. Immutable and safe for use
 * by many threads.
 */
public interface Delivery {
  /** The message. */
  Message message();

  /** The topic it came from. */
  String topic();

  /** The group it is delivered to. */
  String group();

  /** 1 for the first attempt to handle it, 2 for the second, and so on. */
  int attempt();

  /** When its first attempt failed; null if none has, or if that is not known any more. */
  @Nullable Instant firstFailure();

  /** Where the broker has it, in the broker's own words; empty if it doesn't say. */
  String position();

  /** 0, and 1 more for each redrive from a dead-letter topic. */
  default int generation() {
    return ReservedHeaders.generation(message().headers());
  }

  /** A first delivery made by hand, for tests of handlers. */
  static Delivery of(String topic, String group, Message message) {
    return new DeliveryByHand(topic, group, message, 1, null, "");
  }

  /** A later delivery made by hand, for tests of handlers. */
  static Delivery of(
      String topic, String group, Message message, int attempt, @Nullable Instant firstFailure) {
    return new DeliveryByHand(topic, group, message, attempt, firstFailure, "");
  }
}
