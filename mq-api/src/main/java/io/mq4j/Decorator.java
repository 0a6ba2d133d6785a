package io.mq4j;

import java.util.List;

/** Puts behaviour around a handler. Safe for use by many threads, and by several handlers. */
public interface Decorator {
  /** Where decorators stand, from the handler outwards; each layer holds at most one. */
  enum Layer {
    /** Interrupts a handler that takes too long, so that this is a failure like others. */
    TIME_LIMIT,
    /** Claims the message before the handler runs, and marks it only when it succeeded. */
    IDEMPOTENCY,
    /** Turns a failure into a later attempt. */
    RETRY,
    /** Turns a failure for good into a hop to a dead-letter topic. */
    DEAD_LETTER,
    /** Puts messages off before anything is claimed or counted. */
    RATE_LIMIT,
    /** Watches everything; for decorators of applications. */
    OBSERVER
  }

  /** Where this decorator stands. */
  Layer layer();

  /** The handler that behaves like next, decorated. */
  MessageHandler decorate(MessageHandler next);

  /** What is unsound about standing together with others; empty if nothing is. */
  default List<MqException.Fault> faults(List<Decorator> others) {
    return List.of();
  }
}
