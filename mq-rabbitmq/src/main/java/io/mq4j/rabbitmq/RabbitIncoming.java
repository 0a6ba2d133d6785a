package io.mq4j.rabbitmq;

import io.mq4j.Message;
import io.mq4j.spi.Incoming;
import org.jspecify.annotations.Nullable;

/** A delivery of one channel and a link of the list of those that are not settled. */
final class RabbitIncoming extends Incoming {
  /** Where it stands; changed by the consumer's thread only. */
  enum State {
    OPEN,
    HELD,
    ACKED,
    SETTLED
  }

  final Unsettled owner;
  final long tag;
  private final String queue;
  private final int attempts;
  State state = State.OPEN;
  @Nullable RabbitIncoming previous;
  @Nullable RabbitIncoming next;

  RabbitIncoming(Unsettled owner, long tag, Topology.Source source, Message message, int attempts) {
    super(source.topic(), source.lane(), message);
    this.owner = owner;
    this.tag = tag;
    this.queue = source.queue();
    this.attempts = attempts;
  }

  @Override
  public int attempts() {
    return attempts;
  }

  @Override
  public String position() {
    return queue;
  }
}
