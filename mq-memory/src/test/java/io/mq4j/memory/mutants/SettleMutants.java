package io.mq4j.memory.mutants;

import static io.mq4j.memory.mutants.Mutant.below;

import io.mq4j.MqException;
import io.mq4j.ProducerOptions;
import io.mq4j.memory.MemoryFaults;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import io.mq4j.spi.Link;
import io.mq4j.spi.ProducerDriver;
import io.mq4j.testkit.FaultInjector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Bugs in what is settled, when, and for how long. */
final class SettleMutants {
  private SettleMutants() {}

  static List<Mutant> all() {
    return List.of(
        below(
            "a message is acked when it is delivered",
            Below.consumers(AutoAck::new),
            "AK1",
            "RD2",
            "FT8",
            "LC3"),
        below(
            "each receive acks what the one before delivered",
            Below.consumers(AutoCommit::new),
            "AK8",
            "RD3"),
        new Mutant("a restart forgets settlements", new Restarting(), List.of("AK2")),
        below("acks are never committed", Below.consumers(NeverAcks::new), "AK2", "SB2", "LC4"),
        below("a second ack breaks the connection", Below.consumers(Touchy::new), "AK3"),
        below("what is given back after its ack is sent again", Resending::new, "AK4"),
        below("nothing ends a wait", Below.consumers(Stubborn::new), "AK5"),
        below("an ack is good for three receives", Below.consumers(Forgetful::new), "AK5"),
        below("a late ack settles what somebody else has got", Reconnecting::new, "AK6"),
        below("an ack is for all before it, too", Below.consumers(Cumulative::new), "AK8", "AK9"),
        below("an ack is for the next one, too", Below.consumers(Neighbourly::new), "AK9"),
        below("acks are sent by the hundred", Below.consumers(Lazy::new), "RD9"));
  }

  private static final class AutoAck extends PassingConsumerDriver {
    AutoAck(ConsumerDriver real) {
      super(real);
    }

    @Override
    void arrived(Incoming message, Intake intake) {
      real.ack(message);
      real.commit();
      super.arrived(message, intake);
    }
  }

  private static final class AutoCommit extends PassingConsumerDriver {
    private final List<Incoming> before = new ArrayList<>();

    AutoCommit(ConsumerDriver real) {
      super(real);
    }

    @Override
    public void receive(Intake intake, int max, Duration wait) {
      before.forEach(real::ack);
      real.commit();
      before.clear();
      super.receive(intake, max, wait);
    }

    @Override
    void arrived(Incoming message, Intake intake) {
      before.add(message);
      super.arrived(message, intake);
    }
  }

  private static final class Restarting implements Bug {
    @Override
    public FaultInjector under(FaultInjector faults, MemoryFaults server) {
      return new PassingFaults(faults) {
        @Override
        public void heal() {
          super.heal();
          server.redeliverSettled(1000);
        }
      };
    }
  }

  private static final class NeverAcks extends PassingConsumerDriver {
    NeverAcks(ConsumerDriver real) {
      super(real);
    }

    @Override
    public void ack(Incoming message) {
      // It is still owed to the group.
    }
  }

  private static final class Touchy extends PassingConsumerDriver {
    private final Set<Incoming> acked = new HashSet<>();

    Touchy(ConsumerDriver real) {
      super(real);
    }

    @Override
    public void ack(Incoming message) {
      if (!acked.add(message)) {
        throw MqException.of(MqException.Kind.UNAVAILABLE, "no such message");
      }
      super.ack(message);
    }
  }

  private static final class Resending extends PassingDriver {
    Resending(BrokerDriver real) {
      super(real);
    }

    @Override
    public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
      ProducerDriver producer = openProducer(ProducerOptions.DEFAULT, link);
      Set<Incoming> acked = new HashSet<>();
      return new PassingConsumerDriver(super.openConsumer(plan, link)) {
        @Override
        public void ack(Incoming message) {
          acked.add(message);
          super.ack(message);
        }

        @Override
        public void release(Incoming message) {
          if (acked.contains(message)) {
            producer.submit(new UnaskedSend(message.topic(), message.message()));
          } else {
            super.release(message);
          }
        }
      };
    }
  }

  private static final class Stubborn extends PassingConsumerDriver {
    Stubborn(ConsumerDriver real) {
      super(real);
    }

    @Override
    public void wakeup() {
      // It sleeps on.
    }
  }

  private static final class Forgetful extends PassingConsumerDriver {
    private final Map<Incoming, Integer> births = new HashMap<>();
    private int receives;

    Forgetful(ConsumerDriver real) {
      super(real);
    }

    @Override
    public void receive(Intake intake, int max, Duration wait) {
      receives++;
      super.receive(intake, max, wait);
    }

    @Override
    void arrived(Incoming message, Intake intake) {
      births.put(message, receives);
      super.arrived(message, intake);
    }

    @Override
    public void ack(Incoming message) {
      if (receives - births.getOrDefault(message, 0) <= 3) {
        super.ack(message);
      }
    }
  }

  /** Hides that the connection was lost, and takes a message for the same if its id is. */
  private static final class Reconnecting extends PassingDriver {
    Reconnecting(BrokerDriver real) {
      super(real);
    }

    @Override
    public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
      return new Rejoining(real, plan, link);
    }
  }

  private static final class Rejoining implements ConsumerDriver {
    private final BrokerDriver driver;
    private final ConsumerPlan plan;
    private final Link link;
    private final Map<String, Incoming> latest = new HashMap<>();
    private volatile ConsumerDriver real;

    Rejoining(BrokerDriver driver, ConsumerPlan plan, Link link) {
      this.driver = driver;
      this.plan = plan;
      this.link = link;
      this.real = driver.openConsumer(plan, link);
    }

    @Override
    public void receive(Intake intake, int max, Duration wait) {
      try {
        new PassingConsumerDriver(real) {
          @Override
          void arrived(Incoming message, Intake to) {
            latest.put(message.message().id(), message);
            super.arrived(message, to);
          }
        }.receive(intake, max, wait);
      } catch (MqException e) {
        real = driver.openConsumer(plan, link);
      }
    }

    private Incoming latest(Incoming message) {
      return latest.getOrDefault(message.message().id(), message);
    }

    @Override
    public void wakeup() {
      real.wakeup();
    }

    @Override
    public void ack(Incoming message) {
      real.ack(latest(message));
    }

    @Override
    public void retry(
        Incoming message, Duration delay, int attempts, @Nullable Instant firstFailure) {
      real.retry(latest(message), delay, attempts, firstFailure);
    }

    @Override
    public void release(Incoming message) {
      real.release(latest(message));
    }

    @Override
    public int commit() {
      return real.commit();
    }

    @Override
    public long lag() {
      return real.lag();
    }

    @Override
    public void close() {
      real.close();
    }
  }

  /** Knows in which order it delivered what is not settled. */
  private static class Remembering extends PassingConsumerDriver {
    final List<Incoming> delivered = new ArrayList<>();

    Remembering(ConsumerDriver real) {
      super(real);
    }

    @Override
    void arrived(Incoming message, Intake intake) {
      delivered.add(message);
      super.arrived(message, intake);
    }
  }

  private static final class Cumulative extends Remembering {
    Cumulative(ConsumerDriver real) {
      super(real);
    }

    @Override
    public void ack(Incoming message) {
      List<Incoming> upTo = delivered.subList(0, delivered.indexOf(message) + 1);
      upTo.forEach(super::ack);
    }
  }

  private static final class Neighbourly extends Remembering {
    Neighbourly(ConsumerDriver real) {
      super(real);
    }

    @Override
    public void ack(Incoming message) {
      super.ack(message);
      int next = delivered.indexOf(message) + 1;
      if (next < delivered.size()) {
        super.ack(delivered.get(next));
      }
    }
  }

  private static final class Lazy extends PassingConsumerDriver {
    private final List<Incoming> waiting = new ArrayList<>();

    Lazy(ConsumerDriver real) {
      super(real);
    }

    @Override
    public void ack(Incoming message) {
      waiting.add(message);
      if (waiting.size() == 100) {
        flush();
      }
    }

    private void flush() {
      waiting.forEach(super::ack);
      waiting.clear();
    }

    @Override
    public void close() {
      flush();
      super.close();
    }
  }
}
