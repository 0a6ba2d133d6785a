package io.mq4j.handler;

import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.Producer;
import io.mq4j.Receipt;
import io.mq4j.SendOptions;
import io.mq4j.SendResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A producer that sends again; it knows what has not ended, for flush and close. */
final class RetryingProducer implements Producer {
  private final Producer next;
  private final ProducerRetry retry;
  private final Set<Send> unended = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  RetryingProducer(Producer next, ProducerRetry retry) {
    this.next = next;
    this.retry = retry;
  }

  @Override
  public CompletableFuture<Receipt> send(String topic, Message message, SendOptions options) {
    Send send = new Send(topic, message, options);
    unended.add(send);
    try {
      send.follow(next.send(topic, message, options));
    } catch (RuntimeException e) {
      unended.remove(send);
      throw e;
    }
    return send.result;
  }

  @Override
  public Receipt sendAndWait(String topic, Message message, SendOptions options) {
    CompletableFuture<Receipt> result = send(topic, message, options);
    try {
      return result.get();
    } catch (InterruptedException e) {
      throw interrupted(topic, e);
    } catch (ExecutionException e) {
      throw typed(e);
    }
  }

  @Override
  public CompletableFuture<List<SendResult>> sendAll(
      String topic, List<Message> messages, SendOptions options) {
    List<Send> sends = new ArrayList<>();
    for (Message message : messages) {
      sends.add(new Send(topic, message, options));
    }
    List<Message> given = sends.stream().map(send -> send.message).toList();
    unended.addAll(sends);
    CompletableFuture<List<SendResult>> first;
    try {
      first = next.sendAll(topic, given, options);
    } catch (RuntimeException e) {
      unended.removeAll(sends);
      throw e;
    }
    for (int i = 0; i < sends.size(); i++) {
      int at = i;
      sends.get(i).follow(first.thenApply(results -> confirmed(results.get(at))));
    }
    CompletableFuture<?>[] results =
        sends.stream().map(Send::outcome).toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(results)
        .thenApply(ended -> sends.stream().map(send -> send.outcome().join()).toList());
  }

  private static Receipt confirmed(SendResult result) {
    if (result.receipt() == null) {
      throw result.error() == null
          ? MqException.of(MqException.Kind.UNEXPECTED, "a send has neither receipt nor error")
          : result.error();
    }
    return result.receipt();
  }

  @Override
  public void flush() {
    List<Send> before = List.copyOf(unended);
    next.flush();
    for (Send send : before) {
      try {
        send.ended.get();
      } catch (InterruptedException e) {
        throw interrupted(send.topic, e);
      } catch (ExecutionException e) {
        throw new IllegalStateException("an end never fails", e);
      }
    }
  }

  @Override
  public void close() {
    giveUpWaiting();
    next.close();
  }

  @Override
  public void close(Duration within) {
    giveUpWaiting();
    next.close(within);
  }

  /** What is on its way may still end well; what waits for its next attempt has failed. */
  private void giveUpWaiting() {
    closed = true;
    unended.forEach(Send::failIfWaiting);
  }

  @Override
  public String toString() {
    return next + " with " + retry;
  }

  private static MqException interrupted(String topic, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return MqException.builder(
            MqException.Kind.INTERRUPTED, "interrupted while waiting for a confirmation")
        .topic(topic)
        .cause(cause)
        .build();
  }

  private static MqException typed(Throwable thrown) {
    Throwable error = thrown;
    while ((error instanceof CompletionException || error instanceof ExecutionException)
        && error.getCause() != null) {
      error = error.getCause();
    }
    return error instanceof MqException mq
        ? mq
        : MqException.builder(MqException.Kind.UNEXPECTED, "a send failed without a typed error")
            .cause(error)
            .build();
  }

  private record Pause(CompletableFuture<Void> over, MqException after) {}

  /** One message until it is confirmed or given up. Attempts follow one another. */
  private final class Send {
    private final String topic;
    private final Message message;
    private final SendOptions options;
    private final CompletableFuture<Receipt> result = new CompletableFuture<>();

    /** Not the result itself: a caller may cancel that, which ends nothing. */
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private int attempt = 1;
    private volatile @Nullable Pause pause;

    Send(String topic, Message message, SendOptions options) {
      this.topic = topic;
      this.message = message;
      this.options = options;
    }

    void follow(CompletableFuture<Receipt> sent) {
      CompletableFuture<Receipt> unused =
          sent.whenComplete(
              (receipt, thrown) -> {
                if (thrown == null) {
                  result.complete(receipt);
                  end();
                } else {
                  failed(typed(thrown));
                }
              });
    }

    private void failed(MqException error) {
      if (!retry.again(error, attempt) || result.isDone()) {
        result.completeExceptionally(error);
        end();
        return;
      }
      long delay = retry.delay(attempt).toNanos();
      attempt++;
      CompletableFuture<Void> over =
          new CompletableFuture<Void>().completeOnTimeout(null, delay, TimeUnit.NANOSECONDS);
      pause = new Pause(over, error);
      CompletableFuture<Void> unused = over.thenRunAsync(this::again);
      if (closed) {
        failIfWaiting();
      }
    }

    private void again() {
      pause = null;
      if (result.isDone()) {
        end();
        return;
      }
      try {
        follow(next.send(topic, message, options));
      } catch (RuntimeException e) {
        result.completeExceptionally(typed(e));
        end();
      }
    }

    void failIfWaiting() {
      Pause waiting = pause;
      if (waiting != null && waiting.over.cancel(false)) {
        result.completeExceptionally(waiting.after);
        end();
      }
    }

    private void end() {
      unended.remove(this);
      ended.complete(null);
    }

    CompletableFuture<SendResult> outcome() {
      return result.handle(
          (receipt, thrown) ->
              new SendResult(message, receipt, thrown == null ? null : typed(thrown)));
    }
  }
}
