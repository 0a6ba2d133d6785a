package io.mq4j;

/** What one broker can do and another can't. */
public enum Feature {
  /** A confirmed message survives the end of the broker's process. */
  DURABLE,
  /** Several groups each get every message. */
  GROUPS,
  /** A new group can begin with messages sent before it came. */
  HISTORY,
  /** A new group can begin at a time. */
  START_AT_TIME,
  /** Messages of a key in order, over all consumers of a group, also under retry. */
  ORDER_BY_KEY,
  /** All messages of a topic in order, one at a time, over all consumers of a group. */
  ORDER_BY_TOPIC,
  /** A send with a delay. */
  DELAY,
  /** A send with a time to live. */
  TIME_TO_LIVE,
  /** A send with a priority. */
  PRIORITY,
  /** A failed message can wait in the broker for its next attempt. */
  DELAYED_REDELIVERY,
  /** The number of attempts survives the end of the consumer. */
  REDELIVERY_COUNT,
  /** Several sends take effect together or not at all. */
  TRANSACTIONS,
  /** Topics given by a pattern. */
  PATTERN_SUBSCRIBE,
  /** How many messages a group has not settled. */
  LAG
}
