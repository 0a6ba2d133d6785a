package io.mq4j.engine;

import static java.util.Objects.requireNonNull;

import io.mq4j.BatchHandler;
import io.mq4j.Consumer;
import io.mq4j.MessageHandler;
import io.mq4j.Ordering;
import io.mq4j.StartPosition;
import io.mq4j.Subscription;
import java.time.Duration;
import java.util.List;

/** Settings of a group, and the broker that they are for. */
record EngineConsumer(EngineBroker broker, Settings settings) implements Consumer {
  @Override
  public String group() {
    return settings.group();
  }

  @Override
  public Consumer concurrency(int value) {
    return new EngineConsumer(broker, settings.concurrency(value));
  }

  @Override
  public Consumer ordering(Ordering value) {
    return new EngineConsumer(broker, settings.ordering(requireNonNull(value)));
  }

  @Override
  public Consumer maxInFlight(int value) {
    return new EngineConsumer(broker, settings.maxInFlight(value));
  }

  @Override
  public Consumer start(StartPosition value) {
    return new EngineConsumer(broker, settings.start(requireNonNull(value)));
  }

  @Override
  public Consumer drainTimeout(Duration value) {
    return new EngineConsumer(broker, settings.drainTimeout(requireNonNull(value)));
  }

  @Override
  public Subscription subscribe(List<String> topics, MessageHandler handler) {
    requireNonNull(handler, "handler");
    Settings asked = settings.topics(topics);
    return broker.subscribe(asked, answered -> Feed.single(asked, handler, answered));
  }

  @Override
  public Subscription subscribe(
      List<String> topics, int most, Duration within, BatchHandler handler) {
    requireNonNull(handler, "handler");
    Settings asked = settings.topics(topics).batch(most, within);
    return broker.subscribe(asked, answered -> Feed.batch(asked, handler, answered));
  }
}
