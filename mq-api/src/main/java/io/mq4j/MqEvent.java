package io.mq4j;

import org.jspecify.annotations.Nullable;

/** Something that an operator may want to know. Immutable. Texts hold no secret and no payload. */
public final class MqEvent {
  /** What happened. */
  public enum Type {
    /** A producer or subscription has its connection. */
    CONNECTED,
    /** A producer or subscription has lost its connection, or did not get one. */
    DISCONNECTED,
    /** A subscription does something else now; the detail names the state. */
    STATE_CHANGED,
    /** A message failed and will be tried again. */
    RETRY_SCHEDULED,
    /** A message was put off without spending an attempt. */
    POSTPONED,
    /** A message failed for good and no dead-letter decorator took it: it is retried, slowly. */
    REJECTED,
    /** A message was given up on purpose. */
    DROPPED,
    /** A message was known as handled and acknowledged unrun. */
    DUPLICATE,
    /** A hop was confirmed and its source acknowledged. */
    FORWARDED,
    /** A hop was not confirmed: its source stays, the subscription stalls and tries again. */
    FORWARD_FAILED,
    /** Settlements came after ownership was lost, and were ignored; the detail tells how many. */
    STALE_SETTLEMENT,
    /** A send ended without a confirmation. */
    SEND_FAILED,
    /** A handler did not end within the drain time-out and was interrupted. */
    HANDLER_INTERRUPTED
  }

  private final Type type;
  private final String broker;
  private final @Nullable String topic;
  private final @Nullable String group;
  private final @Nullable String messageId;
  private final int attempt;
  private final String detail;
  private final @Nullable Throwable cause;

  private MqEvent(Builder builder) {
    type = builder.type;
    broker = builder.broker;
    topic = builder.topic;
    group = builder.group;
    messageId = builder.messageId;
    attempt = builder.attempt;
    detail = builder.detail;
    cause = builder.cause;
  }

  /** Starts an event of a broker. */
  public static Builder builder(Type type, String broker) {
    return new Builder(type, broker);
  }

  /** What happened. */
  public Type type() {
    return type;
  }

  /** The name of the broker it happened with. */
  public String broker() {
    return broker;
  }

  /** The topic, or null if none in particular. */
  public @Nullable String topic() {
    return topic;
  }

  /** The group, or null if none in particular. */
  public @Nullable String group() {
    return group;
  }

  /** The message, or null if none in particular. */
  public @Nullable String messageId() {
    return messageId;
  }

  /** The attempt at the message; 0 if there was none. */
  public int attempt() {
    return attempt;
  }

  /** More in words; may be empty. */
  public String detail() {
    return detail;
  }

  /** The error behind it, or null. */
  public @Nullable Throwable cause() {
    return cause;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder().append(type).append(" broker=").append(broker);
    append(text, "topic", topic);
    append(text, "group", group);
    append(text, "message", messageId);
    append(text, "attempt", attempt == 0 ? null : attempt);
    append(text, "detail", detail.isEmpty() ? null : detail);
    append(text, "cause", cause == null ? null : cause.getClass().getName());
    return text.toString();
  }

  private static void append(StringBuilder text, String name, @Nullable Object value) {
    if (value != null) {
      text.append(' ').append(name).append('=').append(value);
    }
  }

  /** Collects the facts of an event; for one thread. */
  public static final class Builder {
    private final Type type;
    private final String broker;
    private @Nullable String topic;
    private @Nullable String group;
    private @Nullable String messageId;
    private int attempt;
    private String detail = "";
    private @Nullable Throwable cause;

    private Builder(Type type, String broker) {
      this.type = type;
      this.broker = broker;
    }

    /** The topic. */
    public Builder topic(@Nullable String value) {
      topic = value;
      return this;
    }

    /** The group. */
    public Builder group(@Nullable String value) {
      group = value;
      return this;
    }

    /** The message and the attempt at it. */
    public Builder message(String id, int atAttempt) {
      messageId = id;
      attempt = atAttempt;
      return this;
    }

    /** More in words. */
    public Builder detail(String value) {
      detail = value;
      return this;
    }

    /** The error behind it. */
    public Builder cause(@Nullable Throwable value) {
      cause = value;
      return this;
    }

    /** The event. */
    public MqEvent build() {
      return new MqEvent(this);
    }
  }
}
