package io.mq4j.testkit;

import io.mq4j.BatchHandler;
import io.mq4j.Consumer;
import io.mq4j.MessageHandler;
import io.mq4j.Ordering;
import io.mq4j.StartPosition;
import java.time.Duration;
import java.util.List;

/** A subscription in the making; for one thread. */
final class Consuming {
  private final RuleRun run;
  private final Client client;
  private Consumer consumer;
  private MessageHandler handler = Client.done();
  private Ordering ordering = Ordering.NONE;
  private StartPosition start = StartPosition.EARLIEST;
  private int maxInFlight = 1000;

  Consuming(RuleRun run, Client client, Consumer consumer) {
    this.run = run;
    this.client = client;
    this.consumer = consumer;
  }

  Consuming concurrency(int value) {
    consumer = consumer.concurrency(value);
    return this;
  }

  Consuming ordering(Ordering value) {
    consumer = consumer.ordering(value);
    ordering = value;
    return this;
  }

  Consuming maxInFlight(int value) {
    consumer = consumer.maxInFlight(value);
    maxInFlight = value;
    return this;
  }

  Consuming start(StartPosition value) {
    consumer = consumer.start(value);
    start = value;
    return this;
  }

  Consuming drainTimeout(Duration value) {
    consumer = consumer.drainTimeout(value);
    return this;
  }

  Consuming handler(MessageHandler value) {
    handler = value;
    return this;
  }

  Consuming action(MessageHandler.Action value) {
    return handler(MessageHandler.of(value));
  }

  /** Subscribes and waits until it is ready. */
  Probe subscribe(String... topics) {
    return begin(topics).ready();
  }

  /** Subscribes and does not wait. */
  Probe begin(String... topics) {
    Probe probe = probe(topics);
    return probe.attach(consumer.subscribe(probe.what().topics(), probe.recording(handler)));
  }

  /** Subscribes a handler of batches and waits until it is ready. */
  Probe batches(int most, Duration within, BatchHandler batches, String... topics) {
    Probe probe = probe(topics);
    BatchHandler recording = probe.recordingBatches(batches);
    return probe.attach(consumer.subscribe(probe.what().topics(), most, within, recording)).ready();
  }

  private Probe probe(String... topics) {
    return run.probe(client, consumer.group(), List.of(topics), ordering, start, maxInFlight);
  }
}
