package io.mq4j.testkit;

import org.jspecify.annotations.Nullable;

/**
 * One line of a history.
 *
 * @param seq its place
 * @param nanos when, on the clock of the test
 * @param thread who wrote it
 * @param who the producer, the subscription or the fault injector that it is about
 * @param group the group of a subscription; empty for others
 * @param of the seq of the event that this one ends, else -1
 * @param number the attempt of a delivery; the delay of a publish in milliseconds
 * @param print what id, headers and body looked like, as a number
 * @param detail an outcome or an error in words
 */
record Event(
    long seq,
    long nanos,
    long thread,
    Kind kind,
    String who,
    String group,
    String topic,
    String id,
    @Nullable String key,
    long of,
    int number,
    int generation,
    long print,
    String detail) {
  enum Kind {
    PUBLISH,
    CONFIRMED,
    /** Nothing was sent, the broker or the engine says. */
    FAILED,
    UNKNOWN,
    SUBSCRIBE,
    READY,
    CLOSE,
    DELIVERED,
    /** The handler answered that the message is done with. */
    SETTLED,
    /** The handler failed or asked for another attempt. */
    UNSETTLED,
    /** A message that a handler wants to be published elsewhere; ends a DELIVERED. */
    HOP,
    FAULT,
    EVENT,
    NOTE
  }
}
