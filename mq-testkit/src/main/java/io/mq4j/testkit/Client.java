package io.mq4j.testkit;

import io.mq4j.Broker;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.MqEvent;
import io.mq4j.Outcome;
import io.mq4j.Producer;
import io.mq4j.ProducerOptions;
import io.mq4j.Receipt;
import io.mq4j.SendOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A recorded connection, a client process of its own. Safe for use by many threads. */
final class Client implements AutoCloseable {
  private final RuleRun run;
  private final String name;
  private final Broker broker;
  private final Producer producer;
  private final Queue<MqEvent> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger producers = new AtomicInteger();

  Client(RuleRun run, String name) {
    this.run = run;
    this.name = name;
    this.broker =
        run.harness()
            .connect(
                event -> {
                  events.add(event);
                  run.recorder().event(name, event);
                });
    this.producer = new RecordingProducer(broker.producer(), name + "/producer", run.recorder());
  }

  String name() {
    return name;
  }

  /** The broker itself; what is done through it directly is not recorded. */
  Broker broker() {
    return broker;
  }

  /** The shared producer, recorded. */
  Producer producer() {
    return producer;
  }

  /** A producer of its own, recorded. */
  Producer producer(ProducerOptions options) {
    String title = name + "/producer-" + producers.incrementAndGet();
    return new RecordingProducer(broker.producer(options), title, run.recorder());
  }

  /** A producer that gives a send no more than this time, which is taken as it is. */
  Producer producer(Duration timeout) {
    return producer(ProducerOptions.DEFAULT.timeout(timeout));
  }

  /** Sends and waits for the confirmation. */
  Receipt send(String topic, Message message) {
    return run.patience().get("the confirmation of " + message.id(), sendAsync(topic, message));
  }

  /** Sends with special wishes and waits for the confirmation. */
  Receipt send(String topic, Message message, SendOptions options) {
    CompletableFuture<Receipt> sent = producer.send(topic, message, options);
    return run.patience().get("the confirmation of " + message.id(), sent);
  }

  /** Sends all, in order and without waiting in between, and waits for all confirmations. */
  void send(String topic, List<Message> messages) {
    List<CompletableFuture<Receipt>> sent = new ArrayList<>(messages.size());
    messages.forEach(each -> sent.add(sendAsync(topic, each)));
    for (int i = 0; i < sent.size(); i++) {
      run.patience().get("the confirmation of " + messages.get(i).id(), sent.get(i));
    }
  }

  CompletableFuture<Receipt> sendAsync(String topic, Message message) {
    return producer.send(topic, message);
  }

  /** Starts a recorded subscription of a group. */
  Consuming consumer(String group) {
    return new Consuming(run, this, broker.consumer(group));
  }

  /** A ready subscription whose handler succeeds always. */
  Probe subscribe(String group, String... topics) {
    return consumer(group).subscribe(topics);
  }

  /** A ready subscription with a handler. */
  Probe subscribe(String group, String topic, MessageHandler handler) {
    return consumer(group).handler(handler).subscribe(topic);
  }

  /** What its listener was told so far. */
  List<MqEvent> events() {
    return List.copyOf(events);
  }

  /** What its listener was told so far of one type. */
  List<MqEvent> events(MqEvent.Type type) {
    return events.stream().filter(each -> each.type() == type).toList();
  }

  /** Waits until its listener has been told this often, and answers with the last of them. */
  MqEvent awaitEvent(MqEvent.Type type, int n) {
    run.patience().until(n + " events " + type + " at " + name, () -> events(type).size() >= n);
    return events(type).get(n - 1);
  }

  /** A handler that never fails. */
  static MessageHandler done() {
    return delivery -> Outcome.done();
  }

  @Override
  public void close() {
    broker.close();
    run.recorder().note(name + " closed");
  }

  /** Closes within a given time. */
  void close(Duration within) {
    broker.close(within);
    run.recorder().note(name + " closed");
  }
}
