package io.mq4j.examples.directory;

import io.mq4j.Capabilities;
import io.mq4j.Feature;
import io.mq4j.ProducerOptions;
import io.mq4j.Support;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Link;
import io.mq4j.spi.ProducerDriver;
import java.io.IOException;
import java.nio.file.Files;

/** A folder as a broker, for all processes of one host. Nothing is ever deleted from a topic. */
final class DirectoryDriver implements BrokerDriver {
  // snippet: adapterCapabilities
  private static final Capabilities CAPABILITIES =
      Capabilities.builder("dir")
          .support(Support.NATIVE, Feature.DURABLE, Feature.GROUPS, Feature.HISTORY, Feature.LAG)
          .support(Support.EMULATED, Feature.ORDER_BY_KEY, Feature.ORDER_BY_TOPIC)
          .build();
  // end

  private final Store store;

  DirectoryDriver(Store store) {
    this.store = store;
  }

  @Override
  public String name() {
    return "dir:" + store.root();
  }

  @Override
  public Capabilities capabilities() {
    return CAPABILITIES;
  }

  // snippet: adapterChecks
  @Override
  public void checkTopic(String topic) {
    Store.fileName("topic", topic);
  }

  @Override
  public void check(ConsumerPlan plan) {
    Store.fileName("group", plan.group());
  }

  // end

  @Override
  public ProducerDriver openProducer(ProducerOptions options, Link link) {
    try {
      Files.createDirectories(store.root());
      return new DirectoryProducer(store);
    } catch (IOException e) {
      throw Store.unavailable(e);
    }
  }

  @Override
  public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
    try {
      return new DirectoryConsumer(store, plan);
    } catch (IOException e) {
      throw Store.unavailable(e);
    }
  }

  @Override
  public void close() {}
}
