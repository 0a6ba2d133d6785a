package io.mq4j.memory;

import io.mq4j.Capabilities;
import io.mq4j.MqException;
import io.mq4j.ProducerOptions;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Link;
import io.mq4j.spi.ProducerDriver;
import java.util.ArrayList;
import java.util.List;

/** A driver that can be cut off for good, as if its process had been killed. */
final class MortalDriver implements BrokerDriver {
  private final BrokerDriver driver;
  private final List<Runnable> connections = new ArrayList<>();
  private boolean dead;

  MortalDriver(BrokerDriver driver) {
    this.driver = driver;
  }

  synchronized void kill() {
    dead = true;
    connections.forEach(Runnable::run);
  }

  @Override
  public String name() {
    return driver.name();
  }

  @Override
  public Capabilities capabilities() {
    return driver.capabilities();
  }

  @Override
  public void checkTopic(String topic) {
    driver.checkTopic(topic);
  }

  @Override
  public void check(ConsumerPlan plan) {
    driver.check(plan);
  }

  @Override
  public synchronized ProducerDriver openProducer(ProducerOptions options, Link link) {
    requireAlive();
    MemoryProducer producer = (MemoryProducer) driver.openProducer(options, link);
    connections.add(producer::sever);
    return producer;
  }

  @Override
  public synchronized ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
    requireAlive();
    MemoryConsumer consumer = (MemoryConsumer) driver.openConsumer(plan, link);
    connections.add(consumer::sever);
    return consumer;
  }

  private void requireAlive() {
    if (dead) {
      throw MqException.of(MqException.Kind.UNAVAILABLE, "this client has been killed");
    }
  }

  @Override
  public void close() {
    driver.close();
  }
}
