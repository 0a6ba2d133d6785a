package io.mq4j.engine;

import static java.util.Objects.requireNonNull;

import io.mq4j.Broker;
import io.mq4j.Capabilities;
import io.mq4j.Consumer;
import io.mq4j.Feature;
import io.mq4j.Health;
import io.mq4j.MqEvent;
import io.mq4j.MqException;
import io.mq4j.Ordering;
import io.mq4j.Producer;
import io.mq4j.ProducerOptions;
import io.mq4j.StartPosition;
import io.mq4j.Subscription;
import io.mq4j.spi.BrokerDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A driver with everything that the engine adds. */
final class EngineBroker implements Broker {
  private final BrokerDriver driver;
  private final Events events;
  private final Instant since = Instant.now();
  private final Set<EngineSubscription> subscriptions = ConcurrentHashMap.newKeySet();
  private final Set<EngineProducer> producers = ConcurrentHashMap.newKeySet();
  private final EngineProducer shared;

  /** Hops must never wait for room behind an application's sends; in-flight limits bound them. */
  private final EngineProducer hops;

  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private boolean closing;

  EngineBroker(BrokerDriver driver, Events events) {
    this.driver = driver;
    this.events = events;
    this.shared = newProducer(ProducerOptions.DEFAULT);
    this.hops = newProducer(ProducerOptions.DEFAULT.bufferBytes(16L << 30));
  }

  private EngineProducer newProducer(ProducerOptions options) {
    EngineProducer producer = new EngineProducer(driver, options, events, producers::remove);
    producers.add(producer);
    return producer;
  }

  @Override
  public String name() {
    return driver.name();
  }

  @Override
  public Capabilities capabilities() {
    return driver.capabilities();
  }

  @Override
  public Health health() {
    for (Subscription subscription : subscriptions) {
      Health health = subscription.health();
      if (!health.healthy()) {
        String detail = "group '" + subscription.group() + "' is " + health.detail();
        return new Health(false, detail, health.cause(), health.since());
      }
    }
    for (EngineProducer producer : producers) {
      MqException outage = producer.outage();
      if (outage != null) {
        return new Health(false, "a producer has no connection", outage, since);
      }
    }
    return closed.isDone()
        ? new Health(false, "closed", null, since)
        : new Health(true, "well", null, since);
  }

  @Override
  public Producer producer() {
    return shared;
  }

  @Override
  public Producer producer(ProducerOptions options) {
    synchronized (this) {
      refuseIfClosing();
      return newProducer(requireNonNull(options));
    }
  }

  @Override
  public Consumer consumer(String group) {
    if (requireNonNull(group, "group").isEmpty()) {
      throw MqException.of(MqException.Kind.INVALID, "a group needs a name: it is empty");
    }
    return new EngineConsumer(this, Settings.of(group));
  }

  Subscription subscribe(
      Settings settings, Function<java.util.function.Consumer<InFlight>, Feed> feeds) {
    settings.check();
    settings.topics().forEach(driver::checkTopic);
    checkFeatures(settings);
    driver.check(settings.plan());
    EngineSubscription subscription;
    synchronized (this) {
      refuseIfClosing();
      subscription = new EngineSubscription(this, driver, settings, events, hops, feeds);
      subscriptions.add(subscription);
    }
    CompletableFuture<Void> unused =
        subscription.closed().thenRun(() -> subscriptions.remove(subscription));
    subscription.start();
    return subscription;
  }

  private void checkFeatures(Settings settings) {
    StartPosition.Kind start = settings.start().kind();
    Feature order =
        settings.ordering() == Ordering.KEY
            ? Feature.ORDER_BY_KEY
            : settings.ordering() == Ordering.TOPIC ? Feature.ORDER_BY_TOPIC : null;
    Feature history = start == StartPosition.Kind.TIME ? Feature.START_AT_TIME : null;
    refuseIfMissing(order, settings);
    refuseIfMissing(history, settings);
  }

  private void refuseIfMissing(@Nullable Feature feature, Settings settings) {
    if (feature != null && !driver.capabilities().has(feature)) {
      throw MqException.builder(
              MqException.Kind.UNSUPPORTED,
              "group '"
                  + settings.group()
                  + "' asks for "
                  + feature
                  + ", for which this broker has no support")
          .adapter(driver.capabilities().adapter())
          .build();
    }
  }

  private void refuseIfClosing() {
    if (closing) {
      throw MqException.builder(MqException.Kind.CLOSED, "the broker has been closed")
          .adapter(driver.capabilities().adapter())
          .build();
    }
  }

  boolean isHandler(Thread thread) {
    return subscriptions.stream().anyMatch(subscription -> subscription.isHandler(thread));
  }

  @Override
  public void close() {
    close(EngineSubscription::drainTimeout, EngineProducer::timeout);
  }

  @Override
  public void close(Duration within) {
    close(subscription -> within, producer -> within);
  }

  private void close(
      Function<EngineSubscription, Duration> drain, Function<EngineProducer, Duration> flush) {
    boolean first;
    List<EngineSubscription> open;
    synchronized (this) {
      first = !closing;
      closing = true;
      open = new ArrayList<>(subscriptions);
    }
    Duration longest = Duration.ZERO;
    for (EngineSubscription subscription : open) {
      Duration within = drain.apply(subscription);
      subscription.beginClose(within);
      longest = within.compareTo(longest) > 0 ? within : longest;
    }
    Duration patience = longest.plus(EngineSubscription.MARGIN);
    boolean byHandler = isHandler(Thread.currentThread());
    Runnable rest = () -> closeRest(open, patience, flush);
    if (first && byHandler) {
      HandlerThreads.daemon("mq4j-close-" + name(), rest).start();
    } else if (first) {
      rest.run();
    } else if (!byHandler) {
      EngineSubscription.await(closed, patience.plus(EngineSubscription.MARGIN));
    }
  }

  private void closeRest(
      List<EngineSubscription> open, Duration patience, Function<EngineProducer, Duration> flush) {
    try {
      EngineSubscription.await(
          CompletableFuture.allOf(
              open.stream().map(EngineSubscription::closed).toArray(CompletableFuture<?>[]::new)),
          patience);
      List.copyOf(producers).forEach(producer -> producer.close(flush.apply(producer)));
      driver.close();
    } catch (RuntimeException e) {
      events.tell(
          events
              .event(MqEvent.Type.DISCONNECTED)
              .detail("the client did not close cleanly")
              .cause(e));
    } finally {
      closed.complete(null);
    }
  }
}
