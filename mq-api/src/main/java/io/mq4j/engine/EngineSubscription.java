package io.mq4j.engine;

import io.mq4j.Capabilities;
import io.mq4j.Faults;
import io.mq4j.Feature;
import io.mq4j.Health;
import io.mq4j.MqException;
import io.mq4j.Subscription;
import io.mq4j.spi.BrokerDriver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/** What a user holds of a poller. */
final class EngineSubscription implements Subscription {
  /** How long the end may take beyond what handlers get: settling and closing the client. */
  static final Duration MARGIN = Duration.ofSeconds(5);

  private final EngineBroker broker;
  private final Settings settings;
  private final Capabilities capabilities;
  private final Status status;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final Poller poller;

  EngineSubscription(
      EngineBroker broker,
      BrokerDriver driver,
      Settings settings,
      Events events,
      EngineProducer hops,
      Function<Consumer<InFlight>, Feed> feeds) {
    this.broker = broker;
    this.settings = settings;
    this.capabilities = driver.capabilities();
    this.status = new Status(events, settings.group());
    this.poller = new Poller(driver, settings, events, status, ready, hops, feeds);
  }

  void start() {
    poller.start();
  }

  Duration drainTimeout() {
    return settings.drainTimeout();
  }

  boolean isHandler(Thread thread) {
    return poller.workers().isWorker(thread);
  }

  CompletableFuture<Void> closed() {
    return poller.closed();
  }

  void beginClose(Duration within) {
    poller.beginClose(within.toNanos());
  }

  @Override
  public String group() {
    return settings.group();
  }

  @Override
  public List<String> topics() {
    return settings.topics();
  }

  @Override
  public State state() {
    return status.state();
  }

  @Override
  public Health health() {
    return status.health();
  }

  @Override
  public CompletableFuture<Void> ready() {
    return ready.copy();
  }

  @Override
  public int inFlight() {
    return poller.inFlight();
  }

  @Override
  public CompletableFuture<Long> lag() {
    if (!capabilities.has(Feature.LAG)) {
      return CompletableFuture.failedFuture(
          MqException.builder(MqException.Kind.UNSUPPORTED, "this broker can't tell the lag")
              .adapter(capabilities.adapter())
              .build());
    }
    return poller.lag();
  }

  @Override
  public void pause() {
    status.paused(true);
    poller.workers().halt(true);
    poller.wake();
  }

  @Override
  public void resume() {
    status.paused(false);
    poller.wake();
  }

  @Override
  public void concurrency(int value) {
    new Faults("subscription of group '" + settings.group() + "'")
        .range("concurrency", value, 1, 10_000)
        .throwIfAny();
    poller.workers().limit(value);
  }

  @Override
  public void close() {
    close(settings.drainTimeout());
  }

  @Override
  public void close(Duration within) {
    beginClose(within);
    if (!broker.isHandler(Thread.currentThread())) {
      await(poller.closed(), within.plus(MARGIN));
    }
  }

  /** Waits for the end of something; goes on without it, its flag kept, if interrupted. */
  static void await(CompletableFuture<Void> end, Duration within) {
    try {
      end.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      // The client does not let go in time; its thread is a daemon and ends when it does.
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
