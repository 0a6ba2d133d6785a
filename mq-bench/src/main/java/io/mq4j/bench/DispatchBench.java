package io.mq4j.bench;

import static java.util.Objects.requireNonNull;

import io.mq4j.Broker;
import io.mq4j.MessageHandler;
import io.mq4j.Ordering;
import io.mq4j.Outcome;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The way of a message from the driver to its handler, and of the answer back to the driver. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DispatchBench {
  private static final int MESSAGES = 200_000;

  /** How messages are ordered. */
  @Param({"NONE", "KEY"})
  public Ordering ordering = Ordering.NONE;

  /** How many handlers run at once. */
  @Param({"1", "4"})
  public int concurrency = 1;

  private @Nullable EndlessDriver driver;
  private @Nullable Broker broker;

  /** A subscription whose handler does nothing. */
  @Setup
  public void subscribe() {
    EndlessDriver endless = new EndlessDriver(1_000);
    Broker over = Broker.builder(endless).logging(false).build();
    MessageHandler nothing = delivery -> Outcome.done();
    over.consumer("g")
        .ordering(ordering)
        .concurrency(concurrency)
        .maxInFlight(4096)
        .subscribe("t", nothing)
        .ready()
        .join();
    driver = endless;
    broker = over;
  }

  /** Ends it. */
  @TearDown
  public void close() {
    requireNonNull(broker).close();
  }

  /** Many messages through the engine. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void dispatch() {
    requireNonNull(driver).run(MESSAGES);
  }
}
