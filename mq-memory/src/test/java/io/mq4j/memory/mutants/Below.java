package io.mq4j.memory.mutants;

import io.mq4j.Message;
import io.mq4j.ProducerOptions;
import io.mq4j.SendOptions;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import io.mq4j.spi.Link;
import io.mq4j.spi.Outgoing;
import io.mq4j.spi.ProducerDriver;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Short ways to spoil a driver. */
final class Below {
  private Below() {}

  static UnaryOperator<BrokerDriver> producers(UnaryOperator<ProducerDriver> spoil) {
    return driver ->
        new PassingDriver(driver) {
          @Override
          public ProducerDriver openProducer(ProducerOptions options, Link link) {
            return spoil.apply(super.openProducer(options, link));
          }
        };
  }

  static UnaryOperator<BrokerDriver> consumers(UnaryOperator<ConsumerDriver> spoil) {
    return driver ->
        new PassingDriver(driver) {
          @Override
          public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
            return spoil.apply(super.openConsumer(plan, link));
          }
        };
  }

  static UnaryOperator<BrokerDriver> plans(UnaryOperator<ConsumerPlan> spoil) {
    return driver ->
        new PassingDriver(driver) {
          @Override
          public void check(ConsumerPlan plan) {
            super.check(spoil.apply(plan));
          }

          @Override
          public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
            return super.openConsumer(spoil.apply(plan), link);
          }
        };
  }

  static UnaryOperator<BrokerDriver> sends(UnaryOperator<Outgoing> spoil) {
    return producers(
        producer ->
            new PassingProducerDriver(producer) {
              @Override
              public void submit(Outgoing send) {
                super.submit(spoil.apply(send));
              }
            });
  }

  /** What is sent is stored as something else. */
  static UnaryOperator<BrokerDriver> stores(UnaryOperator<Message> spoil) {
    return sends(
        send -> new PassingSend(send, send.topic(), spoil.apply(send.message()), send.options()));
  }

  static UnaryOperator<BrokerDriver> options(UnaryOperator<SendOptions> spoil) {
    return sends(
        send -> new PassingSend(send, send.topic(), send.message(), spoil.apply(send.options())));
  }

  /** Some sends are confirmed and forgotten. */
  static UnaryOperator<BrokerDriver> forgets(Predicate<Outgoing> which) {
    return producers(
        producer ->
            new PassingProducerDriver(producer) {
              @Override
              public void submit(Outgoing send) {
                if (which.test(send)) {
                  send.confirmed("nowhere");
                } else {
                  super.submit(send);
                }
              }
            });
  }

  /** What was stored arrives as something else. */
  static UnaryOperator<BrokerDriver> arrives(Function<Incoming, Incoming> spoil) {
    return consumers(
        consumer ->
            new PassingConsumerDriver(consumer) {
              @Override
              void arrived(Incoming message, Intake intake) {
                super.arrived(spoil.apply(message), intake);
              }
            });
  }

  /** What was stored arrives with another message in it. */
  static UnaryOperator<BrokerDriver> shows(UnaryOperator<Message> spoil) {
    return arrives(in -> new Disguise(in, spoil.apply(in.message()), in.attempts()));
  }

  static Message withBody(Message message, byte[] body) {
    return Message.wrap(body)
        .id(message.id())
        .key(message.key())
        .headers(message.headers())
        .contentType(message.contentType())
        .timestamp(message.timestamp());
  }
}
