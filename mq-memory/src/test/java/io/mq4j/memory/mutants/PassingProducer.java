package io.mq4j.memory.mutants;

import io.mq4j.Message;
import io.mq4j.Producer;
import io.mq4j.Receipt;
import io.mq4j.SendOptions;
import io.mq4j.SendResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Passes everything on; mutants override what they spoil. */
class PassingProducer implements Producer {
  final Producer real;

  PassingProducer(Producer real) {
    this.real = real;
  }

  @Override
  public CompletableFuture<Receipt> send(String topic, Message message, SendOptions options) {
    return real.send(topic, message, options);
  }

  @Override
  public Receipt sendAndWait(String topic, Message message, SendOptions options) {
    return real.sendAndWait(topic, message, options);
  }

  @Override
  public CompletableFuture<List<SendResult>> sendAll(
      String topic, List<Message> messages, SendOptions options) {
    return real.sendAll(topic, messages, options);
  }

  @Override
  public void flush() {
    real.flush();
  }

  @Override
  public void close() {
    real.close();
  }

  @Override
  public void close(Duration within) {
    real.close(within);
  }
}
