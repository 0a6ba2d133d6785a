package io.mq4j.memory.mutants;

import static io.mq4j.memory.mutants.Mutant.below;

import io.mq4j.ProducerOptions;
import io.mq4j.StartPosition;
import io.mq4j.memory.MemoryFaults;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import io.mq4j.spi.Link;
import io.mq4j.spi.Outgoing;
import io.mq4j.spi.ProducerDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** Bugs in what a group gets, and from when on. */
final class SubscribeMutants {
  private SubscribeMutants() {}

  static List<Mutant> all() {
    Set<String> topics = ConcurrentHashMap.newKeySet();
    AtomicInteger members = new AtomicInteger();
    return List.of(
        below(
            "a subscription also gets the topics of others",
            Below.plans(
                plan -> {
                  topics.addAll(plan.topics());
                  return topics(plan, List.copyOf(topics));
                }),
            "SB1"),
        below("a group that comes back as LATEST skips its backlog", SkipsBacklog::new, "SB2"),
        below(
            "every group begins at the end",
            Below.plans(plan -> start(plan, StartPosition.LATEST)),
            "SB3",
            "PB5"),
        below(
            "every group begins at the beginning",
            Below.plans(plan -> start(plan, StartPosition.EARLIEST)),
            "SB3"),
        below(
            "each member is a group of its own",
            Below.plans(plan -> group(plan, plan.group() + members.incrementAndGet())),
            "SB4",
            "GR2"),
        below("all groups are one", Below.plans(plan -> group(plan, "g")), "GR1", "GR6"),
        below(
            "groups are the same if their letters are",
            Below.plans(plan -> group(plan, "g" + plan.group().replaceAll("[^A-Za-z]", ""))),
            "GR5"),
        below(
            "topics are the same if their letters are",
            cleaning(topic -> topic.replaceAll("[^A-Za-z0-9-]", "")),
            "MD9"),
        below(
            "the case of topics does not matter",
            cleaning(topic -> topic.toLowerCase(Locale.ROOT)),
            "SB8"),
        below("a topic gets what is sent to those that its name begins", Prefixes::new, "SB8"),
        below(
            "a closed member goes on swallowing messages",
            Below.consumers(Undead::new),
            "SB5",
            "LC4"),
        below("ready is told too early", Premature::new, "SB6"),
        below("a consumer that was idle is dead", Below.consumers(Sleepy::new), "SB7"),
        new Mutant(
            "a member that joins makes the group start over", new StartsOver(), List.of("GR3")),
        below("what is sent right after a join is lost", gap(), "GR3", "FT9"));
  }

  private static ConsumerPlan topics(ConsumerPlan plan, List<String> topics) {
    return new ConsumerPlan(
        plan.group(), topics, plan.ordering(), plan.start(), plan.maxInFlight());
  }

  private static ConsumerPlan group(ConsumerPlan plan, String group) {
    return new ConsumerPlan(
        group, plan.topics(), plan.ordering(), plan.start(), plan.maxInFlight());
  }

  private static ConsumerPlan start(ConsumerPlan plan, StartPosition start) {
    return new ConsumerPlan(
        plan.group(), plan.topics(), plan.ordering(), start, plan.maxInFlight());
  }

  private static UnaryOperator<BrokerDriver> cleaning(UnaryOperator<String> clean) {
    UnaryOperator<BrokerDriver> sends =
        Below.sends(
            send ->
                new PassingSend(send, clean.apply(send.topic()), send.message(), send.options()));
    return driver ->
        Below.plans(plan -> topics(plan, plan.topics().stream().map(clean).distinct().toList()))
            .apply(sends.apply(driver));
  }

  /** Takes what comes and gives nothing of it to anybody. */
  private record Pit(List<Incoming> met) implements Intake {
    @Override
    public void deliver(Incoming message) {
      met.add(message);
    }

    @Override
    public void ready() {
      // Nobody waits for it.
    }

    @Override
    public void revoking(int... lanes) {
      // Nobody cares.
    }

    @Override
    public void lost(int... lanes) {
      // Nobody cares.
    }
  }

  private static final class SkipsBacklog extends PassingDriver {
    SkipsBacklog(BrokerDriver real) {
      super(real);
    }

    @Override
    public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
      ConsumerDriver consumer = super.openConsumer(plan, link);
      if (plan.start().equals(StartPosition.LATEST)) {
        List<Incoming> backlog = new ArrayList<>();
        consumer.receive(new Pit(backlog), Integer.MAX_VALUE, Duration.ZERO);
        backlog.forEach(consumer::ack);
        consumer.commit();
      }
      return consumer;
    }
  }

  private static final class Prefixes extends PassingDriver {
    private final Set<String> topics = ConcurrentHashMap.newKeySet();

    Prefixes(BrokerDriver real) {
      super(real);
    }

    @Override
    public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
      topics.addAll(plan.topics());
      return super.openConsumer(plan, link);
    }

    @Override
    public ProducerDriver openProducer(ProducerOptions options, Link link) {
      return new PassingProducerDriver(super.openProducer(options, link)) {
        @Override
        public void submit(Outgoing send) {
          topics.stream()
              .filter(each -> send.topic().startsWith(each) && !send.topic().equals(each))
              .forEach(each -> super.submit(new UnaskedSend(each, send.message())));
          super.submit(send);
        }
      };
    }
  }

  private static final class Undead extends PassingConsumerDriver {
    Undead(ConsumerDriver real) {
      super(real);
    }

    @Override
    public void close() {
      Ghost.haunt(real);
    }
  }

  private static final class Premature extends PassingDriver {
    Premature(BrokerDriver real) {
      super(real);
    }

    @Override
    public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
      long opened = System.nanoTime();
      BrokerDriver driver = real;
      return new LateConsumer(() -> driver.openConsumer(plan, link)) {
        @Override
        public void receive(Intake intake, int max, Duration wait) {
          if (System.nanoTime() - opened < Duration.ofMillis(50).toNanos()) {
            intake.ready();
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
          } else {
            super.receive(intake, max, wait);
          }
        }
      };
    }
  }

  private static final class Sleepy extends PassingConsumerDriver {
    private boolean dead;
    private long last = System.nanoTime();

    Sleepy(ConsumerDriver real) {
      super(real);
    }

    @Override
    public void receive(Intake intake, int max, Duration wait) {
      dead |= System.nanoTime() - last > Duration.ofMillis(150).toNanos();
      Duration brief = Duration.ofMillis(20);
      super.receive(intake, dead ? 0 : max, wait.compareTo(brief) < 0 ? wait : brief);
    }

    @Override
    void arrived(Incoming message, Intake intake) {
      last = System.nanoTime();
      super.arrived(message, intake);
    }
  }

  private static final class StartsOver implements Bug {
    private final AtomicBoolean joined = new AtomicBoolean();

    @Override
    public BrokerDriver below(BrokerDriver driver, MemoryFaults server) {
      return Below.consumers(
              consumer -> {
                if (joined.getAndSet(true)) {
                  server.redeliverSettled(10);
                }
                return consumer;
              })
          .apply(driver);
    }
  }

  /** Loses the first message of a topic's regular traffic that is sent after a join. */
  private static UnaryOperator<BrokerDriver> gap() {
    AtomicBoolean joined = new AtomicBoolean();
    UnaryOperator<BrokerDriver> joins =
        Below.consumers(
            consumer -> {
              joined.set(true);
              return consumer;
            });
    UnaryOperator<BrokerDriver> sends =
        Below.forgets(
            send -> !send.message().text().equals("fence") && joined.compareAndSet(true, false));
    return driver -> sends.apply(joins.apply(driver));
  }
}
