package io.mq4j.json;

import static java.util.Objects.requireNonNull;

import io.mq4j.Message;
import io.mq4j.Producer;
import io.mq4j.Receipt;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * Sends values of one type to one topic, over a producer that it doesn't own. Immutable and safe
 * for use by many threads; order is kept as the producer keeps it.
 *
 * @param <T> the type of the values
 */
public final class JsonProducer<T> {
  private final JsonCodec codec;
  private final Producer producer;
  private final String topic;
  private final Class<T> type;

  JsonProducer(JsonCodec codec, Producer producer, String topic, Class<T> type) {
    this.codec = codec;
    this.producer = requireNonNull(producer, "producer");
    this.topic = requireNonNull(topic, "topic");
    this.type = requireNonNull(type, "type");
  }

  /** Sends a value; see {@link Producer#send(String, Message)}. */
  public CompletableFuture<Receipt> send(T value) {
    return send(value, UnaryOperator.identity());
  }

  /**
   * Sends a value in a message that was completed before, for instance by its key.
   *
   * @throws io.mq4j.MqException of kind INVALID if the value can't be written
   */
  public CompletableFuture<Receipt> send(T value, UnaryOperator<Message> completed) {
    return producer.send(topic, completed.apply(codec.message(value)));
  }

  /** Sends a value and waits for its confirmation. */
  public Receipt sendAndWait(T value) {
    return producer.sendAndWait(topic, codec.message(value));
  }

  @Override
  public String toString() {
    return "JsonProducer[" + type.getName() + " to " + topic + "]";
  }
}
