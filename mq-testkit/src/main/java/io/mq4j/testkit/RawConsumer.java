package io.mq4j.testkit;

import io.mq4j.Message;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import io.mq4j.spi.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A consumer without an engine, so that a rule can settle as it likes. For one thread at a time.
 */
final class RawConsumer implements AutoCloseable, Intake {
  private static final Duration TURN = Duration.ofMillis(50);

  private final RuleRun run;
  private final BrokerDriver driver;
  private final ConsumerDriver consumer;
  private final List<Incoming> met = new ArrayList<>();
  private boolean ready;
  private boolean closed;

  RawConsumer(RuleRun run, ConsumerPlan plan) {
    this.run = run;
    this.driver = run.harness().driver();
    this.consumer = driver.openConsumer(plan, Link.NONE);
    run.patience().until("a raw consumer to be ready", () -> ready || turn(0));
  }

  private boolean turn(int max) {
    consumer.receive(this, max, TURN);
    return ready;
  }

  ConsumerDriver driver() {
    return consumer;
  }

  /** Receives until it has met each of these, and answers with them in their order. */
  List<Incoming> take(List<Message> messages) {
    run.patience()
        .until(
            messages.size() + " raw messages",
            () -> met.size() >= messages.size() || hasTaken(messages.size()));
    return messages.stream().map(this::find).toList();
  }

  private boolean hasTaken(int n) {
    turn(n - met.size());
    return met.size() >= n;
  }

  private Incoming find(Message message) {
    return met.stream()
        .filter(each -> each.message().id().equals(message.id()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("never met " + message.id()));
  }

  /** How many messages have come. */
  int count() {
    return met.size();
  }

  @Override
  public void deliver(Incoming message) {
    met.add(message);
    run.recorder().note("raw delivery of " + message.message().id());
  }

  @Override
  public void ready() {
    ready = true;
  }

  @Override
  public void revoking(int... lanes) {
    run.recorder().note("raw consumer: lanes are revoked");
  }

  @Override
  public void lost(int... lanes) {
    run.recorder().note("raw consumer: lanes are lost");
  }

  /** Closes once; a consumer closes before its driver. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      consumer.close();
      driver.close();
    }
  }
}
