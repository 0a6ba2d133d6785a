package io.mq4j.memory.mutants;

import io.mq4j.Capabilities;
import io.mq4j.ProducerOptions;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Link;
import io.mq4j.spi.ProducerDriver;

/** Passes everything on; mutants override what they spoil. */
class PassingDriver implements BrokerDriver {
  final BrokerDriver real;

  PassingDriver(BrokerDriver real) {
    this.real = real;
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public Capabilities capabilities() {
    return real.capabilities();
  }

  @Override
  public void checkTopic(String topic) {
    real.checkTopic(topic);
  }

  @Override
  public void check(ConsumerPlan plan) {
    real.check(plan);
  }

  @Override
  public ProducerDriver openProducer(ProducerOptions options, Link link) {
    return real.openProducer(options, link);
  }

  @Override
  public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
    return real.openConsumer(plan, link);
  }

  @Override
  public void close() {
    real.close();
  }
}
