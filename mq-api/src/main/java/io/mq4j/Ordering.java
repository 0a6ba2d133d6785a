package io.mq4j;

/** Which messages of a subscription must be handled one after the other. */
public enum Ordering {
  /** None: a handler may meet messages in any order. */
  NONE,
  /** Those of the same topic and key, also while one of them is retried. Without a key: none. */
  KEY,
  /** All of a topic, strictly one at a time. */
  TOPIC
}
