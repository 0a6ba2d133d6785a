package io.mq4j.spi;

import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.SendOptions;

/** One send, to be ended exactly once; a second end is ignored. Safe for use by many threads. */
public interface Outgoing {
  /** Where to. */
  String topic();

  /** What; its array must not be changed. */
  Message message();

  /** How. */
  SendOptions options();

  /** Until when, on the clock of {@link System#nanoTime()}; then it ends by itself. */
  long deadline();

  /**
   * The broker has stored the message under its durable setting, at this position: any immutable
   * object, whose text is taken when somebody asks.
   */
  void confirmed(Object position);

  /**
   * The broker has not stored it, or nobody knows. UNAVAILABLE makes the engine open a new
   * connection and repeat it, within its time-out.
   */
  void failed(MqException error);

  /** Whether it has ended, by its time-out for instance: a driver that held it back lets it go. */
  boolean ended();
}
