package io.mq4j.memory;

import io.mq4j.Capabilities;
import io.mq4j.ProducerOptions;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Link;
import io.mq4j.spi.Outgoing;
import io.mq4j.spi.ProducerDriver;

/** Confirms one message, the 17th of a rule, without having stored it. */
record ForgetfulDriver(BrokerDriver driver) implements BrokerDriver {
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
  public ProducerDriver openProducer(ProducerOptions options, Link link) {
    return new Forgetful(driver.openProducer(options, link));
  }

  @Override
  public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
    return driver.openConsumer(plan, link);
  }

  @Override
  public void close() {
    driver.close();
  }

  private record Forgetful(ProducerDriver driver) implements ProducerDriver {
    @Override
    public boolean threadSafe() {
      return driver.threadSafe();
    }

    @Override
    public void submit(Outgoing send) {
      if (send.message().id().endsWith("-17") && !send.message().id().contains("fence")) {
        send.confirmed("nowhere");
      } else {
        driver.submit(send);
      }
    }

    @Override
    public void commit() {
      driver.commit();
    }

    @Override
    public void close() {
      driver.close();
    }
  }
}
