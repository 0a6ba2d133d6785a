package io.mq4j.testkit;

import io.mq4j.Message;
import io.mq4j.Producer;
import io.mq4j.Receipt;
import io.mq4j.SendOptions;
import io.mq4j.SendResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A producer whose sends are written down. */
final class RecordingProducer implements Producer {
  private final Producer producer;
  private final String name;
  private final Recorder recorder;

  RecordingProducer(Producer producer, String name, Recorder recorder) {
    this.producer = producer;
    this.name = name;
    this.recorder = recorder;
  }

  @Override
  public CompletableFuture<Receipt> send(String topic, Message message, SendOptions options) {
    long seq = recorder.publish(name, topic, message, options);
    CompletableFuture<Receipt> sent;
    try {
      sent = producer.send(topic, message, options);
    } catch (Throwable e) {
      recorder.failed(seq, name, topic, message, e);
      throw e;
    }
    return sent.whenComplete(
        (receipt, error) -> {
          if (error == null) {
            recorder.confirmed(seq, name, topic, message);
          } else {
            recorder.failed(seq, name, topic, message, bare(error));
          }
        });
  }

  @Override
  public Receipt sendAndWait(String topic, Message message, SendOptions options) {
    long seq = recorder.publish(name, topic, message, options);
    try {
      Receipt receipt = producer.sendAndWait(topic, message, options);
      recorder.confirmed(seq, name, topic, message);
      return receipt;
    } catch (Throwable e) {
      recorder.failed(seq, name, topic, message, e);
      throw e;
    }
  }

  @Override
  public CompletableFuture<List<SendResult>> sendAll(
      String topic, List<Message> messages, SendOptions options) {
    long[] seqs =
        messages.stream().mapToLong(each -> recorder.publish(name, topic, each, options)).toArray();
    return producer
        .sendAll(topic, messages, options)
        .whenComplete(
            (results, error) -> {
              for (int i = 0; i < seqs.length; i++) {
                Message message = messages.get(i);
                if (error != null) {
                  recorder.failed(seqs[i], name, topic, message, bare(error));
                } else {
                  record(seqs[i], topic, message, results.get(i));
                }
              }
            });
  }

  private void record(long seq, String topic, Message message, SendResult result) {
    if (result.error() == null) {
      recorder.confirmed(seq, name, topic, message);
    } else {
      recorder.failed(seq, name, topic, message, result.error());
    }
  }

  private static Throwable bare(Throwable error) {
    Throwable cause = error.getCause();
    return error instanceof CompletionException && cause != null ? cause : error;
  }

  @Override
  public void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }

  @Override
  public void close(Duration within) {
    producer.close(within);
  }
}
