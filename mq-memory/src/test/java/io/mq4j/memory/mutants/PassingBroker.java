package io.mq4j.memory.mutants;

import io.mq4j.Broker;
import io.mq4j.Capabilities;
import io.mq4j.Consumer;
import io.mq4j.Health;
import io.mq4j.Producer;
import io.mq4j.ProducerOptions;
import io.mq4j.Subscription;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Passes everything on; mutants override what they spoil. */
class PassingBroker implements Broker {
  final Broker real;

  PassingBroker(Broker real) {
    this.real = real;
  }

  static UnaryOperator<Broker> producers(UnaryOperator<Producer> spoil) {
    return broker ->
        new PassingBroker(broker) {
          @Override
          Producer spoilt(Producer producer) {
            return spoil.apply(producer);
          }
        };
  }

  static UnaryOperator<Broker> subscriptions(UnaryOperator<Subscription> spoil) {
    return broker ->
        new PassingBroker(broker) {
          @Override
          public Consumer consumer(String group) {
            return new PassingConsumer(super.consumer(group)) {
              @Override
              Subscription spoilt(Subscription subscription) {
                return spoil.apply(subscription);
              }
            };
          }
        };
  }

  Producer spoilt(Producer producer) {
    return producer;
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
  public Health health() {
    return real.health();
  }

  @Override
  public Producer producer() {
    return spoilt(real.producer());
  }

  @Override
  public Producer producer(ProducerOptions options) {
    return spoilt(real.producer(options));
  }

  @Override
  public Consumer consumer(String group) {
    return real.consumer(group);
  }

  @Override
  public void close() {
    real.close();
  }

  @Override
  public void close(Duration within) {
    real.close(within);
  }
}
