package io.mq4j.bench;

import io.mq4j.Delivery;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.Outcome;
import io.mq4j.handler.DeadLetter;
import io.mq4j.handler.Idempotency;
import io.mq4j.handler.IdempotencyStore;
import io.mq4j.handler.Retry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What decorators cost a message that is handled at the first attempt. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecoratorBench {
  private static final int IDS = 1 << 20;

  private final MessageHandler bare = delivery -> Outcome.done();
  private final MessageHandler retried =
      bare.with(Retry.exponential(Duration.ofMillis(200), Duration.ofSeconds(30)));
  private final MessageHandler all =
      bare.with(Retry.exponential(Duration.ofMillis(200), Duration.ofSeconds(30)))
          .with(Idempotency.of(IdempotencyStore.inMemory(100_000)))
          .with(DeadLetter.to("dead"));
  private final IdempotencyStore store = IdempotencyStore.inMemory(100_000);

  private Delivery[] deliveries = {};
  private int next;

  /** Ids are made before: an id's text is the message's cost, not the decorator's. */
  @Setup
  public void deliveries() {
    deliveries = new Delivery[IDS];
    for (int i = 0; i < IDS; i++) {
      deliveries[i] = Delivery.of("orders", "billing", Message.wrap(new byte[0]).id("id-" + i));
    }
  }

  private Delivery next() {
    return deliveries[next++ & IDS - 1];
  }

  /** The handler alone: what the others are measured against. */
  @Benchmark
  public Outcome plain() throws Exception {
    return bare.handle(next());
  }

  /** A retry decorator that has nothing to do. */
  @Benchmark
  public Outcome retry() throws Exception {
    return retried.handle(next());
  }

  /** Dead letter, retry and idempotency together, each id being new to the store's window. */
  @Benchmark
  public Outcome wholeStack() throws Exception {
    return all.handle(next());
  }

  /** One claim and its completion in the store in memory. */
  @Benchmark
  public boolean claimAndComplete() throws Exception {
    IdempotencyStore.Key key = IdempotencyStore.Key.of(next());
    return store.claim(key, Duration.ofMinutes(1)) instanceof IdempotencyStore.Claimed claimed
        && store.complete(key, claimed.token(), Duration.ofDays(1));
  }
}
