package io.mq4j.memory.mutants;

import io.mq4j.Health;
import io.mq4j.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Passes everything on; mutants override what they spoil. */
class PassingSubscription implements Subscription {
  final Subscription real;

  PassingSubscription(Subscription real) {
    this.real = real;
  }

  @Override
  public String group() {
    return real.group();
  }

  @Override
  public List<String> topics() {
    return real.topics();
  }

  @Override
  public State state() {
    return real.state();
  }

  @Override
  public Health health() {
    return real.health();
  }

  @Override
  public CompletableFuture<Void> ready() {
    return real.ready();
  }

  @Override
  public int inFlight() {
    return real.inFlight();
  }

  @Override
  public CompletableFuture<Long> lag() {
    return real.lag();
  }

  @Override
  public void pause() {
    real.pause();
  }

  @Override
  public void resume() {
    real.resume();
  }

  @Override
  public void concurrency(int value) {
    real.concurrency(value);
  }

  @Override
  public void close() {
    real.close();
  }

  @Override
  public void close(Duration within) {
    real.close(within);
  }
}
