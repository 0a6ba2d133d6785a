package io.mq4j.bench;

import static java.util.Objects.requireNonNull;

import io.mq4j.Broker;
import io.mq4j.Message;
import io.mq4j.Ordering;
import io.mq4j.Outcome;
import io.mq4j.Receipt;
import io.mq4j.memory.MemoryBroker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
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

/** Messages from send to acknowledgement through the embedded broker; bodies are shared. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MemoryBench {
  private static final int MESSAGES = 200_000;
  private static final int KEYS = 1_000;

  /** How messages are ordered. */
  @Param({"NONE", "KEY"})
  public Ordering ordering = Ordering.NONE;

  private final byte[] body = new byte[256];
  private final String[] keys = new String[KEYS];
  private final AtomicLong handled = new AtomicLong();
  private @Nullable MemoryBroker server;
  private @Nullable Broker broker;
  private long sent;

  /** One topic, one group, two handlers. */
  @Setup
  public void connect() {
    for (int i = 0; i < KEYS; i++) {
      keys[i] = "key-" + i;
    }
    MemoryBroker embedded = MemoryBroker.builder("bench").build();
    Broker connected = embedded.connect();
    connected
        .consumer("g")
        .ordering(ordering)
        .concurrency(2)
        .maxInFlight(4096)
        .subscribe(
            "t",
            delivery -> {
              handled.getAndIncrement();
              return Outcome.done();
            })
        .ready()
        .join();
    server = embedded;
    broker = connected;
  }

  /** Ends both. */
  @TearDown
  public void close() {
    requireNonNull(broker).close();
    requireNonNull(server).close();
  }

  /** Sends without waiting, then waits until all are handled. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public CompletableFuture<Receipt> endToEnd() {
    CompletableFuture<Receipt> last = new CompletableFuture<>();
    for (int i = 0; i < MESSAGES; i++) {
      last = requireNonNull(broker).producer().send("t", Message.wrap(body).key(keys[i % KEYS]));
    }
    sent += MESSAGES;
    while (handled.get() < sent) {
      LockSupport.parkNanos(100_000);
    }
    return last;
  }
}
