package io.mq4j.memory.mutants;

import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Connects when it first receives. */
class LateConsumer implements ConsumerDriver {
  private final Supplier<ConsumerDriver> opening;
  private volatile @Nullable ConsumerDriver real;

  LateConsumer(Supplier<ConsumerDriver> opening) {
    this.opening = opening;
  }

  private ConsumerDriver real() {
    ConsumerDriver open = real;
    if (open == null) {
      open = opening.get();
      real = open;
    }
    return open;
  }

  @Override
  public void receive(Intake intake, int max, Duration wait) {
    real().receive(intake, max, wait);
  }

  @Override
  public void wakeup() {
    ConsumerDriver open = real;
    if (open != null) {
      open.wakeup();
    }
  }

  @Override
  public void ack(Incoming message) {
    real().ack(message);
  }

  @Override
  public void retry(
      Incoming message, Duration delay, int attempts, @Nullable Instant firstFailure) {
    real().retry(message, delay, attempts, firstFailure);
  }

  @Override
  public void release(Incoming message) {
    real().release(message);
  }

  @Override
  public int commit() {
    return real().commit();
  }

  @Override
  public long lag() {
    return real().lag();
  }

  @Override
  public void close() {
    ConsumerDriver open = real;
    if (open != null) {
      open.close();
    }
  }
}
