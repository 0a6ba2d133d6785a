package io.mq4j.handler;

import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.Producer;
import io.mq4j.Receipt;
import io.mq4j.SendOptions;
import io.mq4j.SendResult;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Notes what it is asked for; fails as often as it is told to, then confirms. */
final class ScriptedProducer implements Producer {
  record Sent(String topic, Message message, SendOptions options) {}

  final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
  final Queue<String> calls = new ConcurrentLinkedQueue<>();
  private final Queue<MqException> failures = new ConcurrentLinkedQueue<>();

  ScriptedProducer failing(MqException.Kind... kinds) {
    for (MqException.Kind kind : kinds) {
      failures.add(MqException.of(kind, "scripted"));
    }
    return this;
  }

  Sent next() throws InterruptedException {
    Sent next = sent.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was sent");
    }
    return next;
  }

  @Override
  public CompletableFuture<Receipt> send(String topic, Message message, SendOptions options) {
    sent.add(new Sent(topic, message, options));
    MqException failure = failures.poll();
    return failure == null
        ? CompletableFuture.completedFuture(Receipt.of(topic, message, "p"))
        : CompletableFuture.failedFuture(failure);
  }

  @Override
  public Receipt sendAndWait(String topic, Message message, SendOptions options) {
    calls.add("sendAndWait");
    return send(topic, message, options).join();
  }

  @Override
  public CompletableFuture<List<SendResult>> sendAll(
      String topic, List<Message> messages, SendOptions options) {
    calls.add("sendAll");
    return CompletableFuture.completedFuture(
        messages.stream().map(message -> result(topic, message, options)).toList());
  }

  private SendResult result(String topic, Message message, SendOptions options) {
    sent.add(new Sent(topic, message, options));
    @Nullable MqException failure = failures.poll();
    return failure == null
        ? new SendResult(message, Receipt.of(topic, message, "p"), null)
        : new SendResult(message, null, failure);
  }

  @Override
  public void flush() {
    calls.add("flush");
  }

  @Override
  public void close() {
    calls.add("close");
  }

  @Override
  public void close(Duration within) {
    calls.add("close " + within);
  }

  @Override
  public String toString() {
    return "scripted";
  }
}
