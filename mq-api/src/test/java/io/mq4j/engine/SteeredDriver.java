package io.mq4j.engine;

import io.mq4j.Capabilities;
import io.mq4j.MqException;
import io.mq4j.MqException.Kind;
import io.mq4j.ProducerOptions;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Link;
import io.mq4j.spi.Outgoing;
import io.mq4j.spi.ProducerDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A producer side whose test decides when and how each send ends. */
final class SteeredDriver implements BrokerDriver {
  final BlockingQueue<Outgoing> submitted = new LinkedBlockingQueue<>();
  final BlockingQueue<Integer> groups = new LinkedBlockingQueue<>();
  final boolean threadSafe;
  volatile boolean away;
  volatile boolean refusesPassword;
  volatile boolean confirmsAtOnce;
  volatile int connections;

  SteeredDriver(boolean threadSafe) {
    this.threadSafe = threadSafe;
  }

  static MqException unavailable() {
    return MqException.of(Kind.UNAVAILABLE, "away");
  }

  @Override
  public String name() {
    return "steered:";
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.builder("steered").maxBodyBytes(1000).maxHeaderBytes(100).build();
  }

  @Override
  public void checkTopic(String topic) {
    if (topic.isEmpty()) {
      throw MqException.of(Kind.INVALID, "topic is empty");
    }
  }

  @Override
  public void check(ConsumerPlan plan) {}

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread opens
  public ProducerDriver openProducer(ProducerOptions options, Link link) {
    if (refusesPassword) {
      throw MqException.of(Kind.UNAUTHORIZED, "wrong password");
    }
    if (away) {
      throw unavailable();
    }
    connections++;
    return new SteeredProducer();
  }

  @Override
  public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
    throw unavailable();
  }

  @Override
  public void close() {}

  private final class SteeredProducer implements ProducerDriver {
    private final List<Outgoing> underWay = new ArrayList<>();
    private int group;

    @Override
    public boolean threadSafe() {
      return threadSafe;
    }

    @Override
    public synchronized void submit(Outgoing send) {
      if (away) {
        throw unavailable();
      }
      group++;
      underWay.add(send);
      submitted.add(send);
      if (confirmsAtOnce) {
        send.confirmed("");
      }
    }

    @Override
    public void commit() {
      groups.add(group);
      group = 0;
    }

    @Override
    public synchronized void close() {
      underWay.forEach(send -> send.failed(unavailable()));
      underWay.clear();
    }
  }
}
