package io.mq4j.memory.mutants;

import static io.mq4j.memory.mutants.Mutant.above;
import static io.mq4j.memory.mutants.Mutant.below;

import io.mq4j.Broker;
import io.mq4j.Health;
import io.mq4j.MqException;
import io.mq4j.MqException.Kind;
import io.mq4j.Subscription;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** Bugs in how things begin and end, and in what they say about themselves. */
final class LifecycleMutants {
  private static final Health WELL = new Health(true, "RUNNING", null, Instant.EPOCH);

  private LifecycleMutants() {}

  static List<Mutant> all() {
    return List.of(
        above("a second close fails", TwiceClosed::new, "LC1"),
        above("close waits for nobody", PassingBroker.subscriptions(Abrupt::new), "LC2"),
        above("close waits for everybody", PassingBroker.subscriptions(Patient::new), "LC3"),
        above("close is only told", PassingBroker.subscriptions(Zombie::new), "LC4", "SB5"),
        below("each connection leaves a thread", Leaky::new, "LC5", "LC7"),
        above("pause is only told", PassingBroker.subscriptions(Restless::new), "LC6"),
        above("close clears the interrupt flag", PassingBroker.subscriptions(Deaf::new), "LC7"),
        above("ready is told without a broker", PassingBroker.subscriptions(Eager::new), "LC8"),
        below("a broker that is down is taken for a wrong setting", Hopeless::new, "LC8"),
        above("a broker is always well", Optimist::new, "LC8", "FT10"),
        above("a subscription is always well", PassingBroker.subscriptions(Liar::new), "LC9"),
        below("there is never a lag", Below.consumers(NoLag::new), "LC9", "AK1"),
        below("a consumer does not come back", OnceOnly::new, "FT3"));
  }

  private static final class TwiceClosed extends PassingBroker {
    private final AtomicBoolean closed = new AtomicBoolean();

    TwiceClosed(Broker real) {
      super(real);
    }

    @Override
    public void close() {
      if (closed.getAndSet(true)) {
        throw MqException.of(Kind.CLOSED, "closed already");
      }
      super.close();
    }
  }

  private static final class Abrupt extends PassingSubscription {
    Abrupt(Subscription real) {
      super(real);
    }

    @Override
    public void close() {
      real.close(Duration.ZERO);
    }
  }

  private static final class Patient extends PassingSubscription {
    Patient(Subscription real) {
      super(real);
    }

    @Override
    public void close(Duration within) {
      real.close(within.multipliedBy(15));
    }
  }

  private static final class Zombie extends PassingSubscription {
    private volatile boolean closed;

    Zombie(Subscription real) {
      super(real);
    }

    @Override
    public State state() {
      return closed ? State.CLOSED : super.state();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static final class Leaky extends PassingDriver {
    Leaky(BrokerDriver real) {
      super(real);
    }

    @Override
    public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
      ConsumerPlan unseen =
          new ConsumerPlan(
              "unseen", plan.topics(), plan.ordering(), plan.start(), plan.maxInFlight());
      Ghost.haunt(super.openConsumer(unseen, link));
      return super.openConsumer(plan, link);
    }
  }

  private static final class Restless extends PassingSubscription {
    private volatile boolean paused;

    Restless(Subscription real) {
      super(real);
    }

    @Override
    public State state() {
      return paused ? State.PAUSED : super.state();
    }

    @Override
    public void pause() {
      paused = true;
    }

    @Override
    public void resume() {
      paused = false;
    }
  }

  private static final class Deaf extends PassingSubscription {
    Deaf(Subscription real) {
      super(real);
    }

    @Override
    public void close() {
      super.close();
      Thread.interrupted();
    }
  }

  private static final class Eager extends PassingSubscription {
    Eager(Subscription real) {
      super(real);
    }

    @Override
    public CompletableFuture<Void> ready() {
      return CompletableFuture.completedFuture(null);
    }
  }

  private static final class Hopeless extends PassingDriver {
    Hopeless(BrokerDriver real) {
      super(real);
    }

    @Override
    public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
      try {
        return super.openConsumer(plan, link);
      } catch (MqException e) {
        throw MqException.of(Kind.CONFIGURATION, "there is no such broker");
      }
    }
  }

  private static final class Optimist extends PassingBroker {
    Optimist(Broker real) {
      super(real);
    }

    @Override
    public Health health() {
      return WELL;
    }
  }

  private static final class Liar extends PassingSubscription {
    Liar(Subscription real) {
      super(real);
    }

    @Override
    public Health health() {
      return WELL;
    }
  }

  private static final class NoLag extends PassingConsumerDriver {
    NoLag(ConsumerDriver real) {
      super(real);
    }

    @Override
    public long lag() {
      return 0;
    }
  }

  private static final class OnceOnly extends PassingDriver {
    private final AtomicBoolean opened = new AtomicBoolean();

    OnceOnly(BrokerDriver real) {
      super(real);
    }

    @Override
    public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
      if (opened.getAndSet(true)) {
        throw MqException.of(Kind.REFUSED, "one connection is enough");
      }
      return super.openConsumer(plan, link);
    }
  }
}
