package io.mq4j.handler;

import static java.util.Objects.requireNonNull;

import io.mq4j.Faults;
import io.mq4j.Headers;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.Producer;
import io.mq4j.Receipt;
import io.mq4j.ReservedHeaders;
import io.mq4j.SendOptions;
import io.mq4j.SendResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * Gives each message that a producer sends some headers; a header that the message has already
 * stays as it is. Immutable and safe for use by many threads.
 */
public final class DefaultHeaders implements UnaryOperator<Producer> {
  private final Headers defaults;

  private DefaultHeaders(Headers defaults) {
    this.defaults = defaults;
  }

  /**
   * These headers.
   *
   * @throws MqException of kind CONFIGURATION if a name is reserved
   */
  public static DefaultHeaders of(Headers defaults) {
    Faults faults = new Faults("DefaultHeaders");
    defaults.forEach(
        (name, value) ->
            faults.require(
                !ReservedHeaders.isReserved(name),
                "header '" + name + "'",
                "reserved",
                "without the prefix " + ReservedHeaders.PREFIX));
    faults.throwIfAny();
    return new DefaultHeaders(defaults);
  }

  @Override
  public Producer apply(Producer producer) {
    return new Completing(requireNonNull(producer, "producer"));
  }

  private Message completed(Message message) {
    Headers own = message.headers();
    if (own.size() == 0) {
      return message.headers(defaults);
    }
    Map<String, String> all = defaults.toMap();
    own.forEach(all::put);
    return message.headers(Headers.of(all));
  }

  @Override
  public String toString() {
    return "Default" + defaults;
  }

  private final class Completing implements Producer {
    private final Producer next;

    Completing(Producer next) {
      this.next = next;
    }

    @Override
    public CompletableFuture<Receipt> send(String topic, Message message, SendOptions options) {
      return next.send(topic, completed(message), options);
    }

    @Override
    public Receipt sendAndWait(String topic, Message message, SendOptions options) {
      return next.sendAndWait(topic, completed(message), options);
    }

    @Override
    public CompletableFuture<List<SendResult>> sendAll(
        String topic, List<Message> messages, SendOptions options) {
      List<Message> given = List.copyOf(messages);
      return next.sendAll(
              topic, given.stream().map(DefaultHeaders.this::completed).toList(), options)
          .thenApply(results -> asGiven(given, results));
    }

    /** Results name the messages as the caller knows them. */
    private static List<SendResult> asGiven(List<Message> given, List<SendResult> results) {
      List<SendResult> named = new ArrayList<>(results.size());
      for (int i = 0; i < results.size(); i++) {
        SendResult result = results.get(i);
        named.add(new SendResult(given.get(i), result.receipt(), result.error()));
      }
      return named;
    }

    @Override
    public void flush() {
      next.flush();
    }

    @Override
    public void close() {
      next.close();
    }

    @Override
    public void close(Duration within) {
      next.close(within);
    }

    @Override
    public String toString() {
      return next + " with " + DefaultHeaders.this;
    }
  }
}
