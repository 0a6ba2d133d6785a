package io.mq4j.kafka;

import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.SendOptions;
import io.mq4j.spi.Outgoing;
import java.util.concurrent.CompletableFuture;

/** A send as the engine would make it, without repeats. */
final class TestSend implements Outgoing {
  final CompletableFuture<String> end = new CompletableFuture<>();
  private final String topic;
  private final Message message;

  TestSend(String topic, Message message) {
    this.topic = topic;
    this.message = message;
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public Message message() {
    return message;
  }

  @Override
  public boolean ended() {
    return end.isDone();
  }

  @Override
  public long deadline() {
    return System.nanoTime() + 30_000_000_000L;
  }

  @Override
  public SendOptions options() {
    return SendOptions.NONE;
  }

  @Override
  public void confirmed(Object position) {
    end.complete(position.toString());
  }

  @Override
  public void failed(MqException error) {
    end.completeExceptionally(error);
  }
}
