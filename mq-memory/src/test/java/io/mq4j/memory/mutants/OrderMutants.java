package io.mq4j.memory.mutants;

import static io.mq4j.memory.mutants.Mutant.below;

import io.mq4j.Ordering;
import io.mq4j.ProducerOptions;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import io.mq4j.spi.Link;
import io.mq4j.spi.ProducerDriver;
import java.time.Duration;
import java.util.List;

/** Bugs in what comes before what. */
final class OrderMutants {
  private OrderMutants() {}

  static List<Mutant> all() {
    return List.of(
        below("the last comes first", Below.consumers(LastFirst::new), "OR1", "PB7"),
        below("an ordering is taken for none", Below.plans(OrderMutants::unordered), "OR2"),
        below(
            "a message arrives without its key",
            Below.shows(message -> message.key(null)),
            "MD8",
            "OR3"),
        below("after a reconnect the last comes first", Overtaken::new, "OR4"),
        below(
            "a message blocks all behind it", Below.consumers(OneByOne::new), "OR5", "CC1", "CC5"),
        below("what is given back goes to the end", ToTheEnd::new, "OR6"));
  }

  private static ConsumerPlan unordered(ConsumerPlan plan) {
    return new ConsumerPlan(
        plan.group(), plan.topics(), Ordering.NONE, plan.start(), plan.maxInFlight());
  }

  private static final class LastFirst extends PassingConsumerDriver {
    LastFirst(ConsumerDriver real) {
      super(real);
    }

    @Override
    void arrived(List<Incoming> met, Intake intake) {
      for (int i = met.size() - 1; i >= 0; i--) {
        intake.deliver(met.get(i));
      }
    }
  }

  private static final class Overtaken extends PassingDriver {
    private int opened;

    Overtaken(BrokerDriver real) {
      super(real);
    }

    @Override
    public synchronized ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
      ConsumerDriver consumer = super.openConsumer(plan, link);
      return opened++ == 0 ? consumer : new LastFirst(consumer);
    }
  }

  private static final class OneByOne extends PassingConsumerDriver {
    private int unsettled;

    OneByOne(ConsumerDriver real) {
      super(real);
    }

    @Override
    public void receive(Intake intake, int max, Duration wait) {
      super.receive(intake, unsettled > 0 ? 0 : Math.min(1, max), wait);
    }

    @Override
    void arrived(Incoming message, Intake intake) {
      unsettled++;
      super.arrived(message, intake);
    }

    @Override
    public void ack(Incoming message) {
      unsettled--;
      super.ack(message);
    }
  }

  private static final class ToTheEnd extends PassingDriver {
    ToTheEnd(BrokerDriver real) {
      super(real);
    }

    @Override
    public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
      ProducerDriver producer = openProducer(ProducerOptions.DEFAULT, link);
      return new PassingConsumerDriver(super.openConsumer(plan, link)) {
        @Override
        public void release(Incoming message) {
          ack(message);
          producer.submit(new UnaskedSend(message.topic(), message.message()));
        }
      };
    }
  }
}
