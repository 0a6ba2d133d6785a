package io.mq4j.memory.mutants;

import static io.mq4j.memory.mutants.Mutant.above;
import static io.mq4j.memory.mutants.Mutant.below;

import io.mq4j.Broker;
import io.mq4j.Capabilities;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.MqException.Kind;
import io.mq4j.Producer;
import io.mq4j.ProducerOptions;
import io.mq4j.Receipt;
import io.mq4j.SendOptions;
import io.mq4j.memory.MemoryFaults;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Link;
import io.mq4j.spi.Outgoing;
import io.mq4j.spi.ProducerDriver;
import io.mq4j.testkit.FaultInjector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Bugs on the way in. */
final class PublishMutants {
  private PublishMutants() {}

  static List<Mutant> all() {
    return List.of(
        below(
            "each connection forgets its 17th send",
            Below.producers(PublishMutants::forgetsThe17th),
            "PB1",
            "GR1",
            "GR2"),
        below(
            "a send is confirmed at once and stored with the next one",
            Below.producers(OneBehind::new),
            "PB2",
            "SB2"),
        above(
            "a time-out is told as a success",
            PassingBroker.producers(producer -> new Glossing(producer, Kind.TIMEOUT)),
            "PB3",
            "PB10",
            "PB11"),
        below(
            "a refusal is told as a success", Below.sends(PublishMutants::glossing), "PB4", "DQ3"),
        below("what is sent before anybody has subscribed is lost", Unasked::new, "PB5", "CC4"),
        below("a missing topic is refused", Picky::new, "PB5"),
        above(
            "a closed producer goes on sending",
            PassingBroker.producers(Immortal::new),
            "PB6",
            "PB10"),
        below(
            "the last of a group of sends is stored first",
            Below.producers(Reversing::new),
            "PB7",
            "BK3",
            "OR1",
            "OR2"),
        above("an interrupt is swallowed", PassingBroker.producers(Deaf::new), "PB8"),
        below(
            "only the first thread that sends is served",
            Below.producers(PublishMutants::servesOneThread),
            "PB9"),
        above("a send may take ten times its time-out", Slow::new, "PB11"),
        below("a send is stored twice", Below.producers(Twice::new), "PB1", "PB9", "BK3"),
        below("a broken connection fails what is under way", Below.producers(Fragile::new), "FT7"),
        below("a producer does not come back", Hurt::new, "FT1", "FT2", "FT3", "FT13"),
        new Mutant("the first send after a silence is lost", new Dazed(), List.of("FT4", "FT6")),
        below("a body over the limit is cut and taken", PublishMutants::cutting, "BK1", "BK2"),
        below("headers of any size are taken", Boundless::new, "MD6"));
  }

  private static ProducerDriver forgetsThe17th(ProducerDriver real) {
    AtomicInteger sends = new AtomicInteger();
    return new PassingProducerDriver(real) {
      @Override
      public void submit(Outgoing send) {
        if (sends.incrementAndGet() == 17) {
          send.confirmed("nowhere");
        } else {
          super.submit(send);
        }
      }
    };
  }

  private static final class OneBehind extends PassingProducerDriver {
    private final AtomicReference<@Nullable Outgoing> last = new AtomicReference<>();

    OneBehind(ProducerDriver real) {
      super(real);
    }

    @Override
    public void submit(Outgoing send) {
      Outgoing before = last.getAndSet(new UnaskedSend(send.topic(), send.message()));
      send.confirmed("soon");
      if (before != null) {
        super.submit(before);
      }
    }
  }

  /** Tells errors of one kind as successes. */
  private static final class Glossing extends PassingProducer {
    private final Kind kind;

    Glossing(Producer real, Kind kind) {
      super(real);
      this.kind = kind;
    }

    @Override
    public CompletableFuture<Receipt> send(String topic, Message message, SendOptions options) {
      return super.send(topic, message, options)
          .exceptionally(
              error -> {
                if (error instanceof MqException mq && mq.kind() == kind) {
                  return Receipt.of(topic, message, "surely");
                }
                throw (MqException) error;
              });
    }
  }

  private static Outgoing glossing(Outgoing send) {
    return new PassingSend(send) {
      @Override
      public void failed(MqException error) {
        if (error.kind() == Kind.REFUSED) {
          confirmed("surely");
        } else {
          super.failed(error);
        }
      }
    };
  }

  private static class Unasked extends PassingDriver {
    private final Set<String> topics = ConcurrentHashMap.newKeySet();

    Unasked(BrokerDriver real) {
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
          if (topics.contains(send.topic())) {
            super.submit(send);
          } else {
            missing(send);
          }
        }
      };
    }

    void missing(Outgoing send) {
      send.confirmed("nowhere");
    }
  }

  private static final class Picky extends Unasked {
    Picky(BrokerDriver real) {
      super(real);
    }

    @Override
    void missing(Outgoing send) {
      send.failed(MqException.of(Kind.NO_SUCH_TOPIC, "no such topic"));
    }
  }

  private static final class Immortal extends PassingProducer {
    Immortal(Producer real) {
      super(real);
    }

    @Override
    public void close() {
      flush();
    }

    @Override
    public void close(Duration within) {
      // It goes on.
    }
  }

  private static final class Reversing extends PassingProducerDriver {
    private final List<Outgoing> group = new ArrayList<>();

    Reversing(ProducerDriver real) {
      super(real);
    }

    @Override
    public boolean threadSafe() {
      return false;
    }

    @Override
    public void submit(Outgoing send) {
      group.add(0, send);
    }

    @Override
    public void commit() {
      group.forEach(real::submit);
      group.clear();
    }
  }

  private static final class Deaf extends PassingProducer {
    Deaf(Producer real) {
      super(real);
    }

    @Override
    public Receipt sendAndWait(String topic, Message message, SendOptions options) {
      try {
        return super.sendAndWait(topic, message, options);
      } finally {
        Thread.interrupted();
      }
    }
  }

  private static ProducerDriver servesOneThread(ProducerDriver real) {
    AtomicReference<@Nullable Thread> first = new AtomicReference<>();
    return new PassingProducerDriver(real) {
      @Override
      public void submit(Outgoing send) {
        first.compareAndSet(null, Thread.currentThread());
        if (Thread.currentThread().equals(first.get())) {
          super.submit(send);
        } else {
          send.confirmed("nowhere");
        }
      }
    };
  }

  private static final class Slow extends PassingBroker {
    Slow(Broker real) {
      super(real);
    }

    @Override
    public Producer producer(ProducerOptions options) {
      return super.producer(options.timeout(options.timeout().multipliedBy(10)));
    }
  }

  private static final class Twice extends PassingProducerDriver {
    Twice(ProducerDriver real) {
      super(real);
    }

    @Override
    public void submit(Outgoing send) {
      super.submit(send);
      super.submit(new UnaskedSend(send.topic(), send.message()));
    }
  }

  private static final class Fragile extends PassingProducerDriver {
    Fragile(ProducerDriver real) {
      super(real);
    }

    @Override
    public void submit(Outgoing send) {
      try {
        super.submit(send);
      } catch (MqException e) {
        send.failed(MqException.of(Kind.REFUSED, "the connection broke"));
        throw e;
      }
    }
  }

  private static final class Hurt extends PassingDriver {
    private final AtomicBoolean opened = new AtomicBoolean();

    Hurt(BrokerDriver real) {
      super(real);
    }

    @Override
    public ProducerDriver openProducer(ProducerOptions options, Link link) {
      ProducerDriver producer = super.openProducer(options, link);
      return opened.getAndSet(true) ? new Refusing(producer) : producer;
    }
  }

  private static final class Refusing extends PassingProducerDriver {
    Refusing(ProducerDriver real) {
      super(real);
    }

    @Override
    public void submit(Outgoing send) {
      send.failed(MqException.of(Kind.REFUSED, "one connection is enough"));
    }
  }

  /** Loses the first message that is sent after the server was silent. */
  private static final class Dazed implements Bug {
    private final AtomicBoolean dazed = new AtomicBoolean();

    @Override
    public FaultInjector under(FaultInjector faults, MemoryFaults server) {
      return new PassingFaults(faults) {
        @Override
        public void heal() {
          super.heal();
          dazed.set(true);
        }
      };
    }

    @Override
    public BrokerDriver below(BrokerDriver driver, MemoryFaults server) {
      return Below.forgets(send -> send.message().key() != null && dazed.compareAndSet(true, false))
          .apply(driver);
    }
  }

  private static final class Boundless extends PassingDriver {
    Boundless(BrokerDriver real) {
      super(real);
    }

    @Override
    public Capabilities capabilities() {
      return super.capabilities().toBuilder().maxBodyBytes(1 << 30).maxHeaderBytes(1 << 30).build();
    }
  }

  private static BrokerDriver cutting(BrokerDriver real) {
    int most = real.capabilities().maxBodyBytes();
    return new Boundless(
        Below.stores(
                message ->
                    message.size() <= most
                        ? message
                        : Below.withBody(message, Arrays.copyOf(message.array(), most)))
            .apply(real));
  }
}
