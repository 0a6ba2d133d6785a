package io.mq4j.engine;

import io.mq4j.MqException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The words in which sends fail. */
final class SendErrors {
  private final String adapter;
  private final Duration timeout;

  SendErrors(String adapter, Duration timeout) {
    this.adapter = adapter;
    this.timeout = timeout;
  }

  MqException unknown(String topic, @Nullable MqException cause) {
    String text =
        "not confirmed within its time (at most "
            + timeout
            + "): it may have been stored; to send it again, keep its id";
    return error(MqException.Kind.TIMEOUT, text).topic(topic).cause(cause).build();
  }

  MqException noRoom(String topic, @Nullable MqException cause) {
    String text = "the send buffer stayed full for " + timeout + ": nothing was sent";
    return error(MqException.Kind.TIMEOUT, text).topic(topic).cause(cause).build();
  }

  MqException interrupted(String topic, InterruptedException cause) {
    return error(MqException.Kind.INTERRUPTED, "interrupted: the send may still happen")
        .topic(topic)
        .cause(cause)
        .build();
  }

  MqException closed(String topic) {
    return error(MqException.Kind.CLOSED, "the producer has been closed").topic(topic).build();
  }

  /** What a driver threw, or a word for what only a defect makes it throw. */
  MqException known(RuntimeException thrown) {
    return thrown instanceof MqException error
        ? error
        : error(MqException.Kind.UNEXPECTED, "the client failed in an unknown way")
            .retryable(true)
            .cause(thrown)
            .build();
  }

  private MqException.Builder error(MqException.Kind kind, String text) {
    return MqException.builder(kind, text).adapter(adapter);
  }
}
