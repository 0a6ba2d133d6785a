package io.mq4j.handler;

import io.mq4j.MqException;

/** Tells failures from what happens to a handler when somebody ends its work. */
final class Interruption {
  private Interruption() {}

  /** Whether this is no failure of the message: it must reach the engine as it is. */
  static boolean is(Throwable thrown) {
    if (thrown instanceof MqException mq) {
      return mq.kind() == MqException.Kind.INTERRUPTED || mq.kind() == MqException.Kind.CLOSED;
    }
    return thrown instanceof InterruptedException;
  }
}
