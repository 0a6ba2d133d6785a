package io.mq4j.rabbitmq;

import io.mq4j.Capabilities;
import io.mq4j.Faults;
import io.mq4j.Feature;
import io.mq4j.MqException;
import io.mq4j.Ordering;
import io.mq4j.ProducerOptions;
import io.mq4j.Support;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Link;
import io.mq4j.spi.ProducerDriver;

/** A RabbitMQ server or cluster; each producer and consumer has a connection of its own. */
final class RabbitDriver implements BrokerDriver {
  static final String ADAPTER = "rabbitmq";

  private static final Capabilities CAPABILITIES =
      Capabilities.builder(ADAPTER)
          .support(Support.NATIVE, Feature.DURABLE, Feature.GROUPS, Feature.REDELIVERY_COUNT)
          .support(Support.EMULATED, Feature.ORDER_BY_KEY, Feature.ORDER_BY_TOPIC)
          .maxBodyBytes(16 << 20)
          .build();

  private final RabbitSettings settings;

  RabbitDriver(RabbitSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public Capabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public void checkTopic(String topic) {
    Topology.checkName("topic", topic);
  }

  @Override
  public void check(ConsumerPlan plan) {
    Topology.checkName("group", plan.group());
    int queues = plan.topics().size() * partitions(plan);
    new Faults("subscription of " + plan.group())
        // Each queue needs a prefetch of its own, and RabbitMQ has none for all of them together.
        .require(
            plan.maxInFlight() >= queues,
            "maxInFlight",
            plan.maxInFlight(),
            "at least the number of queues, " + queues)
        .throwIfAny();
  }

  @Override
  public ProducerDriver openProducer(ProducerOptions options, Link link) {
    RabbitConnection connection = RabbitConnection.open(settings, "producer");
    try {
      return new RabbitProducer(connection, settings.window());
    } catch (MqException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
    RabbitConnection connection = RabbitConnection.open(settings, "consumer of " + plan.group());
    try {
      return new RabbitConsumer(connection, plan, partitions(plan));
    } catch (MqException e) {
      connection.close();
      throw e;
    }
  }

  private int partitions(ConsumerPlan plan) {
    return plan.ordering() == Ordering.KEY ? settings.partitions() : 1;
  }

  /** Holds nothing itself. */
  @Override
  public void close() {}
}
