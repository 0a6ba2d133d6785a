package io.mq4j.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import io.mq4j.MqException;
import org.jspecify.annotations.Nullable;

/** Tells the client's exceptions in mq4j's words. */
final class RabbitErrors {
  private RabbitErrors() {}

  /** What went wrong while something was opened or declared. */
  static MqException opening(String what, Exception e) {
    if (e instanceof AuthenticationFailureException
        || e instanceof PossibleAuthenticationFailureException) {
      return error(MqException.Kind.UNAUTHORIZED, what + ": user or password refused", e);
    }
    return switch (code(e)) {
      case AMQP.ACCESS_REFUSED, AMQP.NOT_ALLOWED ->
          error(MqException.Kind.UNAUTHORIZED, what + ": the server does not allow it", e);
      case AMQP.PRECONDITION_FAILED ->
          error(
              MqException.Kind.CONFIGURATION,
              what
                  + ": an exchange or queue of this name exists with another layout; all consumers"
                  + " of a group need the same ordering and partitions",
              e);
      default -> error(MqException.Kind.UNAVAILABLE, what + ": " + reason(e), e);
    };
  }

  /** The connection is gone. */
  static MqException gone(@Nullable Exception e) {
    return error(MqException.Kind.UNAVAILABLE, "the connection broke: " + reason(e), e);
  }

  /** A send to this topic failed because the channel closed. */
  static MqException closed(ShutdownSignalException e, String topic) {
    boolean refused =
        code(e) == AMQP.ACCESS_REFUSED
            && e.getReason() instanceof AMQP.Channel.Close close
            && close.getReplyText().contains("exchange '" + Topology.exchange(topic) + "'");
    return refused
        ? MqException.builder(MqException.Kind.UNAUTHORIZED, "the user may not send")
            .adapter(RabbitDriver.ADAPTER)
            .topic(topic)
            .cause(e)
            .build()
        : gone(e);
  }

  static MqException error(MqException.Kind kind, String text, @Nullable Exception cause) {
    return MqException.builder(kind, text).adapter(RabbitDriver.ADAPTER).cause(cause).build();
  }

  /** The server's reply code; 0 if it gave none. */
  static int code(Exception e) {
    ShutdownSignalException signal = signal(e);
    if (signal == null) {
      return 0;
    }
    if (signal.getReason() instanceof AMQP.Channel.Close close) {
      return close.getReplyCode();
    }
    return signal.getReason() instanceof AMQP.Connection.Close close ? close.getReplyCode() : 0;
  }

  private static @Nullable ShutdownSignalException signal(Exception e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof ShutdownSignalException signal) {
        return signal;
      }
    }
    return null;
  }

  private static String reason(@Nullable Exception e) {
    return e == null ? "closed" : String.valueOf(e.getMessage());
  }
}
