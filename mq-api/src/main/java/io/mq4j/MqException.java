package io.mq4j;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that goes wrong in mq4j, told by its kind. Texts never hold a secret or a payload.
 *
 * <p>Immutable but for the stack trace that each throwable has.
 */
public final class MqException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, as far as a program must know it. */
  public enum Kind {
    /** The configuration is wrong; {@link #faults()} lists all of it. */
    CONFIGURATION(false),
    /** The broker or its adapter can't do this; nothing was sent or subscribed. */
    UNSUPPORTED(false),
    /** An argument or message that no retry makes right; nothing was sent. */
    INVALID(false),
    /** The message is larger than the broker takes; nothing was sent. */
    TOO_LARGE(false),
    /** A body that its codec can't read. */
    UNDECODABLE(false),
    /** Name or password were refused, or the right to do this is missing. */
    UNAUTHORIZED(false),
    /**
     * The topic does not exist and is not created automatically, or nobody would get the message.
     */
    NO_SUCH_TOPIC(false),
    /** The broker is alive and said no. */
    REFUSED(true),
    /** The broker can't be reached, or the connection broke. */
    UNAVAILABLE(true),
    /** Time ran out. For a send this means unknown: the message may have been stored. */
    TIMEOUT(true),
    /** The thread was interrupted; its interrupt flag is kept. */
    INTERRUPTED(false),
    /** The broker, producer or subscription has been closed. */
    CLOSED(false),
    /** A client library behaved in a way that the adapter does not know. */
    UNEXPECTED(false);

    private final boolean retryable;

    Kind(boolean retryable) {
      this.retryable = retryable;
    }
  }

  /**
   * One fault of a configuration.
   *
   * @param property what is wrong, as the user wrote it
   * @param value the value it has; never a secret
   * @param bound what it has to be
   */
  public record Fault(String property, String value, String bound) {
    @Override
    public String toString() {
      return property + " is " + value + ", must be " + bound;
    }
  }

  private final Kind kind;
  private final boolean retryable;
  private final @Nullable String adapter;
  private final @Nullable String topic;
  private final transient List<Fault> faults;

  private MqException(Builder builder, String text) {
    super(text, builder.cause);
    kind = builder.kind;
    retryable = builder.retryable;
    adapter = builder.adapter;
    topic = builder.topic;
    faults = List.copyOf(builder.faults);
  }

  /** An exception of a kind with nothing more to tell than its text. */
  public static MqException of(Kind kind, String text) {
    return builder(kind, text).build();
  }

  /** Starts an exception with its kind and a text that says what to do. */
  public static Builder builder(Kind kind, String text) {
    return new Builder(kind, text);
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** Whether the same call may succeed later. */
  public boolean retryable() {
    return retryable;
  }

  /** The adapter that met it, for instance {@code kafka}; null where no adapter was involved. */
  public @Nullable String adapter() {
    return adapter;
  }

  /** The topic that was concerned, or null if it was none in particular. */
  public @Nullable String topic() {
    return topic;
  }

  /** All faults of a configuration; empty for every other kind. */
  public List<Fault> faults() {
    return faults == null ? List.of() : faults;
  }

  /** Collects the facts of an exception; for one thread. */
  public static final class Builder {
    private final Kind kind;
    private final String text;
    private boolean retryable;
    private @Nullable String adapter;
    private @Nullable String topic;
    private @Nullable Throwable cause;
    private List<Fault> faults = List.of();

    private Builder(Kind kind, String text) {
      this.kind = requireNonNull(kind, "kind");
      this.text = requireNonNull(text, "text");
      this.retryable = kind.retryable;
    }

    /** Whether the same call may succeed later; each kind has a usual answer. */
    public Builder retryable(boolean value) {
      retryable = value;
      return this;
    }

    /** The adapter that met it. */
    public Builder adapter(String value) {
      adapter = value;
      return this;
    }

    /** The topic that is concerned. */
    public Builder topic(@Nullable String value) {
      topic = value;
      return this;
    }

    /** The client library's own exception. */
    public Builder cause(@Nullable Throwable value) {
      cause = value;
      return this;
    }

    /** All faults of a configuration. */
    public Builder faults(List<Fault> value) {
      faults = List.copyOf(value);
      return this;
    }

    /** The exception. */
    public MqException build() {
      StringBuilder all = new StringBuilder(text);
      if (!faults.isEmpty()) {
        all.append(
            faults.stream().map(Fault::toString).collect(Collectors.joining("; ", ": ", "")));
      }
      if (topic != null) {
        all.append(" [topic ").append(topic).append(']');
      }
      if (adapter != null) {
        all.append(" [").append(adapter).append(']');
      }
      return new MqException(this, all.toString());
    }
  }
}
