package io.mq4j.bench;

import io.mq4j.Capabilities;
import io.mq4j.Feature;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.ProducerOptions;
import io.mq4j.Support;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import io.mq4j.spi.Link;
import io.mq4j.spi.ProducerDriver;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A consumer side that costs next to nothing, so that what is measured is the engine. */
final class EndlessDriver implements BrokerDriver {
  private static final int MESSAGES = 1 << 14;

  private final Ready[] messages = new Ready[MESSAGES];
  private final AtomicLong wanted = new AtomicLong();
  private volatile long acknowledged;
  private volatile @Nullable Thread waiter;

  EndlessDriver(int keys) {
    for (int i = 0; i < MESSAGES; i++) {
      messages[i] = new Ready(Message.wrap(new byte[0]).key("key-" + i % keys));
    }
  }

  /** Lets so many messages through and waits until they are acknowledged. */
  void run(long count) {
    long target = wanted.addAndGet(count);
    waiter = Thread.currentThread();
    while (acknowledged < target) {
      LockSupport.parkNanos(this, 1_000_000);
    }
  }

  @Override
  public String name() {
    return "endless:";
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.builder("endless")
        .support(Support.NATIVE, Feature.ORDER_BY_KEY, Feature.ORDER_BY_TOPIC)
        .build();
  }

  @Override
  public void checkTopic(String topic) {}

  @Override
  public void check(ConsumerPlan plan) {}

  @Override
  public ProducerDriver openProducer(ProducerOptions options, Link link) {
    throw MqException.of(MqException.Kind.UNSUPPORTED, "this driver only delivers");
  }

  @Override
  public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
    return new Consumer();
  }

  @Override
  public void close() {}

  private static final class Ready extends Incoming {
    Ready(Message message) {
      super("t", 0, message);
    }

    @Override
    public String position() {
      return "";
    }
  }

  private final class Consumer implements ConsumerDriver {
    private long delivered;
    private long acks;
    private volatile @Nullable Thread poller;
    private volatile boolean woken;

    @Override
    public void receive(Intake intake, int max, Duration wait) {
      poller = Thread.currentThread();
      intake.ready();
      long room = Math.min(max, wanted.get() - delivered);
      if (room > 0) {
        for (long i = 0; i < room; i++) {
          intake.deliver(messages[(int) (delivered++ & (MESSAGES - 1))]);
        }
      } else if (!wait.isZero() && !woken) {
        LockSupport.parkNanos(this, Math.min(wait.toNanos(), 1_000_000));
      }
      woken = false;
    }

    @Override
    public void wakeup() {
      woken = true;
      LockSupport.unpark(poller);
    }

    @Override
    public void ack(Incoming message) {
      acks++;
    }

    @Override
    public void release(Incoming message) {}

    @Override
    public int commit() {
      acknowledged = acks;
      if (acks >= wanted.get()) {
        LockSupport.unpark(waiter);
      }
      return 0;
    }

    @Override
    public void close() {}
  }
}
