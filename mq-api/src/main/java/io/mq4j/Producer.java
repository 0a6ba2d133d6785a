package io.mq4j;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * Sends messages. A send is done when the broker has confirmed it under its durable setting.
 *
 * <p>Safe for use by many threads. Messages that one thread sends to one topic and key arrive in
 * the order of the calls. A future may be completed by a thread that does the broker's I/O: attach
 * blocking work with the {@code Async} methods only.
 */
public interface Producer extends AutoCloseable {
  /** Sends a message without special wishes. */
  default CompletableFuture<Receipt> send(String topic, Message message) {
    return send(topic, message, SendOptions.NONE);
  }

  /**
   * Sends a message. Returns at once unless the producer's buffer is full; then it waits for room
   * until the time-out. Whatever goes wrong, arguments aside that are null, is told through the
   * future, as an {@link MqException}. A TIMEOUT means unknown: the message may have been stored.
   */
  CompletableFuture<Receipt> send(String topic, Message message, SendOptions options);

  /** Sends a message and waits for its confirmation. */
  default Receipt sendAndWait(String topic, Message message) {
    return sendAndWait(topic, message, SendOptions.NONE);
  }

  /**
   * Sends a message and waits for its confirmation.
   *
   * @throws MqException if it was not confirmed; of kind INTERRUPTED, with the thread's flag set
   *     again, if the thread was interrupted: the outcome is then unknown
   */
  Receipt sendAndWait(String topic, Message message, SendOptions options);

  /** Sends several messages; see {@link #sendAll(String, List, SendOptions)}. */
  default CompletableFuture<List<SendResult>> sendAll(String topic, List<Message> messages) {
    return sendAll(topic, messages, SendOptions.NONE);
  }

  /**
   * Sends several messages in order, each with an outcome of its own: some may be confirmed and
   * others not. The future never fails; its results stand in the order of the messages.
   */
  CompletableFuture<List<SendResult>> sendAll(
      String topic, List<Message> messages, SendOptions options);

  /**
   * Waits until each send made before this call is confirmed or has failed.
   *
   * @throws MqException of kind INTERRUPTED, with the thread's flag set again
   */
  void flush();

  /** This producer inside a decorator, for instance {@code DefaultHeaders.of(...)}. */
  default Producer with(UnaryOperator<Producer> decorator) {
    return decorator.apply(this);
  }

  /** Refuses new sends, lets those under way end within the producer's time-out, and closes. */
  @Override
  void close();

  /** Like {@link #close()}, within a given time: what is then unconfirmed fails with TIMEOUT. */
  void close(Duration within);
}
