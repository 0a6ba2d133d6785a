package io.mq4j.memory.mutants;

import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes everything on, messages one by one; mutants override what they spoil. */
class PassingConsumerDriver implements ConsumerDriver {
  final ConsumerDriver real;

  PassingConsumerDriver(ConsumerDriver real) {
    this.real = real;
  }

  @Override
  public void receive(Intake intake, int max, Duration wait) {
    List<Incoming> met = new ArrayList<>();
    real.receive(new Collecting(intake, met), max, wait);
    arrived(met, intake);
  }

  /** What one receive has brought. */
  void arrived(List<Incoming> met, Intake intake) {
    met.forEach(each -> arrived(each, intake));
  }

  void arrived(Incoming message, Intake intake) {
    intake.deliver(message);
  }

  @Override
  public void wakeup() {
    real.wakeup();
  }

  @Override
  public void ack(Incoming message) {
    real.ack(Disguise.lift(message));
  }

  @Override
  public void retry(
      Incoming message, Duration delay, int attempts, @Nullable Instant firstFailure) {
    real.retry(Disguise.lift(message), delay, attempts, firstFailure);
  }

  @Override
  public void release(Incoming message) {
    real.release(Disguise.lift(message));
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

  private record Collecting(Intake intake, List<Incoming> met) implements Intake {
    @Override
    public void deliver(Incoming message) {
      met.add(message);
    }

    @Override
    public void ready() {
      intake.ready();
    }

    @Override
    public void revoking(int... lanes) {
      intake.revoking(lanes);
    }

    @Override
    public void lost(int... lanes) {
      intake.lost(lanes);
    }
  }
}
