package io.mq4j.memory.mutants;

import static io.mq4j.memory.mutants.Mutant.above;
import static io.mq4j.memory.mutants.Mutant.below;

import io.mq4j.Broker;
import io.mq4j.Consumer;
import io.mq4j.Subscription;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Bugs in how much is done at once. */
final class ConcurrencyMutants {
  private ConcurrencyMutants() {}

  static List<Mutant> all() {
    return List.of(
        above(
            "there is only one handler thread",
            consumers(real -> new Concurrency(real, value -> 1)),
            "CC1",
            "CC3"),
        above(
            "there is one handler thread too many",
            consumers(real -> new Concurrency(real, value -> value + 1)),
            "CC2",
            "CC3"),
        above(
            "the number of handler threads is for ever",
            PassingBroker.subscriptions(Fixed::new),
            "CC3"),
        above(
            "the number of handler threads only grows",
            PassingBroker.subscriptions(Unyielding::new),
            "CC3"),
        above("there is no limit to what is fetched", consumers(Hoarding::new), "CC4"),
        below(
            "all keys are one",
            Below.shows(message -> message.key() == null ? message : message.key("one")),
            "CC5",
            "OR5"));
  }

  private static UnaryOperator<Broker> consumers(Function<Consumer, Consumer> spoil) {
    return broker ->
        new PassingBroker(broker) {
          @Override
          public Consumer consumer(String group) {
            return spoil.apply(super.consumer(group));
          }
        };
  }

  private static final class Concurrency extends PassingConsumer {
    private final UnaryOperator<Integer> spoil;

    Concurrency(Consumer real, UnaryOperator<Integer> spoil) {
      super(real);
      this.spoil = spoil;
    }

    @Override
    public Consumer concurrency(int value) {
      return super.concurrency(spoil.apply(value));
    }
  }

  private static final class Hoarding extends PassingConsumer {
    Hoarding(Consumer real) {
      super(real);
    }

    @Override
    public Consumer maxInFlight(int value) {
      return super.maxInFlight(10_000);
    }
  }

  private static final class Fixed extends PassingSubscription {
    Fixed(Subscription real) {
      super(real);
    }

    @Override
    public void concurrency(int value) {
      // It stays as it is.
    }
  }

  private static final class Unyielding extends PassingSubscription {
    Unyielding(Subscription real) {
      super(real);
    }

    @Override
    public void concurrency(int value) {
      if (value > 1) {
        super.concurrency(value);
      }
    }
  }
}
