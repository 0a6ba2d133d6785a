package io.mq4j.memory;

import io.mq4j.Capabilities;
import io.mq4j.MqException;
import io.mq4j.ProducerOptions;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Link;
import io.mq4j.spi.ProducerDriver;

/** The way to one server. */
final class MemoryDriver implements BrokerDriver {
  private static final int LONGEST_NAME = 255;

  private final Server server;
  private final boolean own;

  /** A driver whose server ends with it if it is its own. */
  MemoryDriver(Server server, boolean own) {
    this.server = server;
    this.own = own;
  }

  @Override
  public String name() {
    return server.name;
  }

  @Override
  public Capabilities capabilities() {
    return server.capabilities;
  }

  @Override
  public void checkTopic(String topic) {
    checkName("topic", topic);
  }

  @Override
  public void check(ConsumerPlan plan) {
    checkName("group", plan.group());
    for (String name : plan.topics()) {
      checkTopic(name);
      Topic topic = server.find(name);
      Group group = topic == null ? null : topic.find(plan.group());
      if (group != null) {
        group.check(plan.ordering(), System.nanoTime());
      }
    }
  }

  private static void checkName(String what, String name) {
    if (name.isEmpty() || name.length() > LONGEST_NAME || !isWellFormed(name)) {
      throw MqException.builder(
              MqException.Kind.INVALID,
              "a "
                  + what
                  + " name has 1 to "
                  + LONGEST_NAME
                  + " characters and no half surrogate pair; this one has "
                  + name.length())
          .adapter(Settings.ADAPTER)
          .build();
    }
  }

  private static boolean isWellFormed(String text) {
    return text.codePoints()
        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  @Override
  public ProducerDriver openProducer(ProducerOptions options, Link link) {
    return new MemoryProducer(server, link);
  }

  @Override
  public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
    return new MemoryConsumer(server, plan);
  }

  @Override
  public void close() {
    if (own) {
      server.close();
    }
  }
}
