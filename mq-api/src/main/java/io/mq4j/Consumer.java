package io.mq4j;

import java.time.Duration;
import java.util.List;

/**
 * A consumer group of a broker and how its subscriptions behave. Each setting returns a changed
 * copy; all are checked together when a subscription is made.
 *
 * <p>Immutable and safe for use by many threads.
 */
public interface Consumer {
  /** The name of the group. */
  String group();

  /** How many handlers run at once: 1 to 10,000; default 16. */
  Consumer concurrency(int value);

  /** Which messages are handled one after the other; default NONE. */
  Consumer ordering(Ordering value);

  /**
   * How many messages may be in memory, running and waiting ones: 1 to 1,000,000; default 1,000.
   */
  Consumer maxInFlight(int value);

  /** Where a group that is new to a topic begins; default EARLIEST, so that nothing is missed. */
  Consumer start(StartPosition value);

  /**
   * How long running handlers get to end at close, before they are interrupted: 0 to 1 h; default
   * 30 s.
   */
  Consumer drainTimeout(Duration value);

  /** Subscribes a handler to a topic. */
  default Subscription subscribe(String topic, MessageHandler handler) {
    return subscribe(List.of(topic), handler);
  }

  /**
   * Subscribes a handler to several topics. Returns at once, also while the broker is away; {@link
   * Subscription#ready()} tells when it is sure to miss nothing.
   *
   * @throws MqException of kind CONFIGURATION or UNSUPPORTED if this can't ever work
   */
  Subscription subscribe(List<String> topics, MessageHandler handler);

  /**
   * Subscribes a handler of batches. A batch is handed over when it has {@code most} messages or
   * its first one has waited for {@code within}. Under KEY ordering it holds at most one message of
   * a key.
   *
   * @throws MqException of kind CONFIGURATION or UNSUPPORTED if this can't ever work
   */
  Subscription subscribe(List<String> topics, int most, Duration within, BatchHandler handler);
}
