package io.mq4j.kafka;

import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Plays the engine's poller on the test's thread. */
final class TestIntake implements Intake {
  final List<Incoming> messages = new ArrayList<>();
  final List<Integer> revoked = new ArrayList<>();
  boolean ready;
  private Runnable whenRevoking = () -> {};

  void whenRevoking(Runnable value) {
    whenRevoking = value;
  }

  @Override
  public void deliver(Incoming message) {
    messages.add(message);
  }

  @Override
  public void ready() {
    ready = true;
  }

  @Override
  public void revoking(int... lanes) {
    for (int lane : lanes) {
      revoked.add(lane);
    }
    whenRevoking.run();
  }

  @Override
  public void lost(int... lanes) {
    throw new AssertionError("nothing here loses partitions");
  }

  /** Receives until the condition holds; fails after 30 seconds. */
  void until(ConsumerDriver driver, int max, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not in 30 s; got " + messages.size() + " messages");
      }
      driver.receive(this, max, Duration.ofMillis(100));
    }
  }

  /** How many messages come within the time. */
  int within(ConsumerDriver driver, int max, Duration time) {
    int before = messages.size();
    long deadline = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - deadline < 0) {
      driver.receive(this, max, Duration.ofMillis(100));
    }
    return messages.size() - before;
  }
}
