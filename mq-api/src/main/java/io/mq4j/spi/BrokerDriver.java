package io.mq4j.spi;

import io.mq4j.Capabilities;
import io.mq4j.ProducerOptions;

/**
 * One broker, seen by the engine. Safe for use by many threads.
 *
 * <p>Errors are {@link io.mq4j.MqException}s. UNAVAILABLE has a meaning of its own: the connection
 * is gone, and the engine closes what threw it, opens anew with growing pauses, and repeats what
 * was not confirmed. Every other kind is final for the one send, or for the subscription.
 */
public interface BrokerDriver extends AutoCloseable {
  /** The name of the broker in events and logs, without secrets: {@code kafka://host:9092}. */
  String name();

  /** What it can do; known without a connection. */
  Capabilities capabilities();

  /**
   * Refuses a topic name that the broker can't have, without a connection.
   *
   * @throws io.mq4j.MqException of kind INVALID
   */
  void checkTopic(String topic);

  /**
   * Refuses a subscription that this adapter can't serve, group name and start position included,
   * without a connection. What {@link #capabilities()} tells has been checked already.
   *
   * @throws io.mq4j.MqException of kind CONFIGURATION, UNSUPPORTED or INVALID
   */
  void check(ConsumerPlan plan);

  /**
   * Connects a producer. May block up to the adapter's connect time-out.
   *
   * @param options what the user asked for: a client with a buffer and time-outs of its own sets
   *     them no lower
   * @param link where the connection tells of outages by itself
   */
  ProducerDriver openProducer(ProducerOptions options, Link link);

  /**
   * Connects a consumer. May block up to the adapter's connect time-out.
   *
   * @param link where the connection tells of outages by itself
   */
  ConsumerDriver openConsumer(ConsumerPlan plan, Link link);

  /** Frees what the driver itself holds. All producers and consumers have been closed before. */
  @Override
  void close();
}
