package io.mq4j.memory;

import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.SendOptions;
import io.mq4j.spi.Outgoing;
import org.jspecify.annotations.Nullable;

/** A send, and what became of it. */
final class Sent implements Outgoing {
  private final String topic;
  private final Message message;
  private final SendOptions options;
  private volatile @Nullable Object position;
  private volatile @Nullable MqException error;
  private volatile boolean timedOut;

  Sent(String topic, Message message, SendOptions options) {
    this.topic = topic;
    this.message = message;
    this.options = options;
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
  public long deadline() {
    return System.nanoTime() + 30_000_000_000L;
  }

  @Override
  public SendOptions options() {
    return options;
  }

  @Override
  public void confirmed(Object where) {
    position = where;
  }

  @Override
  public void failed(MqException why) {
    error = why;
  }

  @Override
  public boolean ended() {
    return isConfirmed() || error != null || timedOut;
  }

  void timeOut() {
    timedOut = true;
  }

  boolean isConfirmed() {
    return position != null;
  }

  MqException.@Nullable Kind failure() {
    MqException failed = error;
    return failed == null ? null : failed.kind();
  }
}
