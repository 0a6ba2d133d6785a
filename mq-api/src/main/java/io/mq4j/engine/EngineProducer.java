package io.mq4j.engine;

import static java.util.Objects.requireNonNull;

import io.mq4j.Capabilities;
import io.mq4j.Feature;
import io.mq4j.Headers;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.Producer;
import io.mq4j.ProducerOptions;
import io.mq4j.Receipt;
import io.mq4j.ReservedHeaders;
import io.mq4j.SendOptions;
import io.mq4j.SendResult;
import io.mq4j.spi.BrokerDriver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Checks each send against what the broker can carry, and brings it on its way. */
final class EngineProducer implements Producer {
  private final BrokerDriver driver;
  private final Capabilities capabilities;
  private final ProducerOptions options;
  private final SendPipeline pipeline;
  private final Consumer<EngineProducer> onClose;

  /** The last topic that was found right: most producers send to few. */
  private volatile @Nullable String checkedTopic;

  EngineProducer(
      BrokerDriver driver,
      ProducerOptions options,
      Events events,
      Consumer<EngineProducer> onClose) {
    this.driver = driver;
    this.capabilities = driver.capabilities();
    this.options = options;
    this.pipeline = new SendPipeline(driver, options, events);
    this.onClose = onClose;
  }

  @Override
  public CompletableFuture<Receipt> send(String topic, Message message, SendOptions wishes) {
    return start(topic, message, wishes, true);
  }

  /** Sends a message of mq4j's own, which may carry reserved headers. */
  PendingSend hop(String topic, Message message) {
    return start(topic, message, SendOptions.NONE, false);
  }

  private PendingSend start(
      String topic, Message message, SendOptions wishes, boolean application) {
    requireNonNull(topic, "topic");
    requireNonNull(message, "message");
    requireNonNull(wishes, "options");
    try {
      check(topic, message, wishes, application);
    } catch (MqException e) {
      return pipeline.refused(topic, message, e);
    }
    return pipeline.send(topic, message, wishes);
  }

  @SuppressWarnings({"ReferenceEquality", "StringEquality"}) // a miss only costs a check
  private void check(String topic, Message message, SendOptions wishes, boolean application) {
    if (topic != checkedTopic) {
      driver.checkTopic(topic);
      checkedTopic = topic;
    }
    if (message.size() > capabilities.maxBodyBytes()) {
      throw tooLarge("body", message.size(), capabilities.maxBodyBytes(), topic);
    }
    Headers headers = message.headers();
    if (headers.size() > 0) {
      if (application) {
        headers.forEach(EngineProducer::refuseReserved);
      }
      checkSize(headers, topic);
    }
    if (wishes != SendOptions.NONE) {
      checkWishes(wishes, topic);
    }
  }

  private void checkWishes(SendOptions wishes, String topic) {
    Duration delay = wishes.delay();
    if (delay != null) {
      require(Feature.DELAY, topic);
      require(
          !delay.isNegative() && delay.compareTo(capabilities.maxDelay()) <= 0,
          "delay is " + delay + ", must be 0 to " + capabilities.maxDelay(),
          topic);
    }
    Duration timeToLive = wishes.timeToLive();
    if (timeToLive != null) {
      require(Feature.TIME_TO_LIVE, topic);
      require(
          timeToLive.compareTo(Duration.ofMillis(1)) >= 0,
          "time to live is " + timeToLive + ", must be 1 ms or more",
          topic);
    }
    Integer priority = wishes.priority();
    if (priority != null) {
      require(Feature.PRIORITY, topic);
      require(
          priority >= 0 && priority <= capabilities.maxPriority(),
          "priority is " + priority + ", must be 0 to " + capabilities.maxPriority(),
          topic);
    }
  }

  private static void refuseReserved(String name, String value) {
    if (ReservedHeaders.isReserved(name)) {
      throw MqException.of(
          MqException.Kind.INVALID,
          "header '"
              + name
              + "': names that begin with "
              + ReservedHeaders.PREFIX
              + " are mq4j's own; give it another name, or strip it from a message received");
    }
  }

  /** Encodes them only if they may be too large: a character takes at most three bytes. */
  private void checkSize(Headers headers, String topic) {
    long[] size = new long[1];
    headers.forEach((name, value) -> size[0] += 3L * (name.length() + value.length()));
    if (size[0] <= capabilities.maxHeaderBytes()) {
      return;
    }
    size[0] = 0;
    headers.forEach((name, value) -> size[0] += bytes(name) + bytes(value));
    if (size[0] > capabilities.maxHeaderBytes()) {
      throw tooLarge("headers", size[0], capabilities.maxHeaderBytes(), topic);
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private void require(Feature feature, String topic) {
    if (!capabilities.has(feature)) {
      throw MqException.builder(
              MqException.Kind.UNSUPPORTED, "this broker has no support for " + feature)
          .adapter(capabilities.adapter())
          .topic(topic)
          .build();
    }
  }

  private void require(boolean condition, String text, String topic) {
    if (!condition) {
      throw MqException.builder(MqException.Kind.INVALID, text)
          .adapter(capabilities.adapter())
          .topic(topic)
          .build();
    }
  }

  private MqException tooLarge(String what, long size, long most, String topic) {
    return MqException.builder(
            MqException.Kind.TOO_LARGE, what + " of " + size + " bytes, the limit is " + most)
        .adapter(capabilities.adapter())
        .topic(topic)
        .build();
  }

  @Override
  public Receipt sendAndWait(String topic, Message message, SendOptions wishes) {
    return start(topic, message, wishes, true).await();
  }

  @Override
  public CompletableFuture<List<SendResult>> sendAll(
      String topic, List<Message> messages, SendOptions wishes) {
    List<CompletableFuture<SendResult>> results = new ArrayList<>(messages.size());
    for (Message message : messages) {
      results.add(
          send(topic, message, wishes)
              .handle((receipt, error) -> new SendResult(message, receipt, (MqException) error)));
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> results.stream().map(CompletableFuture::join).toList());
  }

  @Override
  public void flush() {
    try {
      pipeline.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw MqException.builder(MqException.Kind.INTERRUPTED, "interrupted while flushing")
          .adapter(capabilities.adapter())
          .cause(e)
          .build();
    }
  }

  Duration timeout() {
    return options.timeout();
  }

  /** Why there is no connection, or null. */
  @Nullable MqException outage() {
    return pipeline.outage();
  }

  @Override
  public void close() {
    close(options.timeout());
  }

  @Override
  public void close(Duration within) {
    pipeline.close(within.toNanos());
    onClose.accept(this);
  }
}
