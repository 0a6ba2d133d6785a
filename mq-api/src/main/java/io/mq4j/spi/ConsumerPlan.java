package io.mq4j.spi;

import io.mq4j.Ordering;
import io.mq4j.StartPosition;
import java.util.List;

/**
 * What a subscription asks of the broker.
 *
 * @param group the group
 * @param topics the topics, at least one, none twice
 * @param ordering what the broker must not let other consumers of the group overtake
 * @param start where a group that is new to a topic begins
 * @param maxInFlight the most messages that the engine will hold unsettled
 */
public record ConsumerPlan(
    String group, List<String> topics, Ordering ordering, StartPosition start, int maxInFlight) {
  /** Copies the list. */
  public ConsumerPlan {
    topics = List.copyOf(topics);
  }
}
