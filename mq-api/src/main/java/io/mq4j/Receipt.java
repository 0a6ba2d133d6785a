package io.mq4j;

import static java.util.Objects.requireNonNull;

/**
 * The broker's confirmation of one send: the message is stored under the broker's durable setting.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class Receipt {
  private final String topic;
  private final MessageId messageId;
  private final Object position;

  private Receipt(String topic, MessageId messageId, Object position) {
    this.topic = topic;
    this.messageId = messageId;
    this.position = position;
  }

  /** A receipt for a message; the position's text is made when somebody asks for it. */
  public static Receipt of(String topic, Message message, Object position) {
    return new Receipt(requireNonNull(topic), message.idHandle(), requireNonNull(position));
  }

  /** Where the message was sent. */
  public String topic() {
    return topic;
  }

  /** The id of the message. */
  public String messageId() {
    return messageId.text();
  }

  /** Where the broker put it, in the broker's own words; empty if it doesn't say. */
  public String position() {
    return position.toString();
  }

  @Override
  public String toString() {
    return "Receipt[topic=" + topic + ", id=" + messageId() + ", position=" + position + "]";
  }
}
