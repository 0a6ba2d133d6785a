package io.mq4j.memory;

import io.mq4j.Message;
import io.mq4j.Ordering;
import io.mq4j.ProducerOptions;
import io.mq4j.SendOptions;
import io.mq4j.StartPosition;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Link;
import io.mq4j.spi.ProducerDriver;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A broker of its own for one test, with one producer. */
final class Lab implements AutoCloseable {
  static final String TOPIC = "orders";
  static final String GROUP = "billing";

  final MemoryBroker broker;
  final BrokerDriver driver;
  final ProducerDriver producer;

  Lab() {
    this(settings -> settings);
  }

  Lab(UnaryOperator<MemoryBroker.Builder> settings) {
    broker = settings.apply(MemoryBroker.builder("lab-" + UUID.randomUUID())).build();
    driver = broker.driver();
    producer = driver.openProducer(ProducerOptions.DEFAULT, Link.NONE);
  }

  Sent send(String text) {
    return send(null, text);
  }

  Sent send(@Nullable String key, String text) {
    return send(producer, Message.text(text).key(key), SendOptions.NONE);
  }

  Sent send(String text, SendOptions options) {
    return send(producer, Message.text(text), options);
  }

  static Sent send(ProducerDriver producer, Message message, SendOptions options) {
    Sent sent = new Sent(TOPIC, message, options);
    producer.submit(sent);
    return sent;
  }

  Inbox open(Ordering ordering) {
    return open(GROUP, ordering, StartPosition.EARLIEST);
  }

  Inbox open(String group, Ordering ordering, StartPosition start) {
    return open(group, ordering, start, TOPIC);
  }

  Inbox open(String group, Ordering ordering, StartPosition start, String... topics) {
    return new Inbox(
        driver.openConsumer(
            new ConsumerPlan(group, List.of(topics), ordering, start, 1000), Link.NONE));
  }

  @Override
  public void close() {
    producer.close();
    broker.close();
  }
}
