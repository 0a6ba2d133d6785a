package io.mq4j.rabbitmq;

import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.SendOptions;
import io.mq4j.spi.Outgoing;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A send whose end a test can wait for. */
record Sending(String topic, Message message, CompletableFuture<Object> end) implements Outgoing {
  static Sending of(String topic, Message message) {
    return new Sending(topic, message, new CompletableFuture<>());
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
    end.complete(position);
  }

  @Override
  public void failed(MqException error) {
    end.completeExceptionally(error);
  }

  @Override
  public boolean ended() {
    return end.isDone();
  }

  /** The end, within a deadline. */
  CompletableFuture<Object> awaited() {
    return end.orTimeout(20, TimeUnit.SECONDS);
  }
}
