package io.mq4j.memory.mutants;

import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.SendOptions;
import io.mq4j.spi.Outgoing;

/** A send that differs from the one that was asked for, and tells it how it ends. */
class PassingSend implements Outgoing {
  final Outgoing real;
  private final String topic;
  private final Message message;
  private final SendOptions options;

  PassingSend(Outgoing real, String topic, Message message, SendOptions options) {
    this.real = real;
    this.topic = topic;
    this.message = message;
    this.options = options;
  }

  PassingSend(Outgoing real) {
    this(real, real.topic(), real.message(), real.options());
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
  public SendOptions options() {
    return options;
  }

  @Override
  public void confirmed(Object position) {
    real.confirmed(position);
  }

  @Override
  public void failed(MqException error) {
    real.failed(error);
  }

  @Override
  public long deadline() {
    return real.deadline();
  }

  @Override
  public boolean ended() {
    return real.ended();
  }
}
