package io.mq4j.kafka;

import io.mq4j.MqException;
import io.mq4j.spi.Outgoing;
import io.mq4j.spi.ProducerDriver;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * One KafkaProducer, called straight from the senders' threads, but for the first record of each
 * partition (see {@link ColdTopic}) and for sends from its own I/O thread: that one must never wait
 * for room or metadata, which only it can bring.
 */
final class KafkaProducerDriver implements ProducerDriver {
  private final KafkaProducer<byte[], byte[]> producer;
  private final String ioThread;
  private final ExecutorService helpers;
  private final Map<String, ColdTopic> topics = new ConcurrentHashMap<>();
  private volatile boolean closed;

  KafkaProducerDriver(KafkaSettings settings, String clientId) {
    try {
      producer = new KafkaProducer<>(settings.producer(clientId));
    } catch (KafkaException e) {
      throw KafkaErrors.of(e, null);
    }
    ioThread = KafkaProducer.NETWORK_THREAD_PREFIX + " | " + clientId;
    helpers =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            5,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, clientId + "-helper");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public boolean threadSafe() {
    return true;
  }

  @Override
  public void submit(Outgoing send) {
    ColdTopic topic = topics.get(send.topic());
    if (topic == null) {
      topic = topics.computeIfAbsent(send.topic(), name -> new ColdTopic(this, name));
    }
    boolean onIoThread = Thread.currentThread().getName().equals(ioThread);
    if (topic.isWarm() && !onIoThread) {
      start(send, null, KafkaWire.key(send.message()), null);
    } else {
      topic.submit(send, onIoThread);
    }
  }

  /**
   * Starts a send.
   *
   * @param partition which one, or null if the client shall choose
   * @param ended is told whether it succeeded, before the sender is
   */
  void start(
      Outgoing send,
      @Nullable Integer partition,
      byte @Nullable [] key,
      @Nullable Consumer<Boolean> ended) {
    try {
      ProducerRecord<byte[], byte[]> record =
          KafkaWire.record(send.topic(), partition, key, send.message());
      // The callback tells all that the future would.
      Future<RecordMetadata> unused =
          producer.send(record, (metadata, error) -> end(send, metadata, error, ended));
    } catch (MqException e) {
      end(send, e, ended);
    } catch (KafkaException | IllegalStateException | IllegalArgumentException e) {
      end(send, null, e, ended);
    }
  }

  private void end(
      Outgoing send,
      @Nullable RecordMetadata metadata,
      @Nullable Exception error,
      @Nullable Consumer<Boolean> ended) {
    if (error != null) {
      end(
          send,
          closed
              ? KafkaErrors.closed(error, send.topic())
              : KafkaErrors.ofSend(error, send.topic()),
          ended);
    } else if (metadata != null) {
      if (ended != null) {
        ended.accept(true);
      }
      send.confirmed(metadata);
    }
  }

  private void end(Outgoing send, MqException error, @Nullable Consumer<Boolean> ended) {
    if (ended != null) {
      ended.accept(false);
    }
    send.failed(error);
  }

  /** How many partitions the topic has; waits for the broker's answer. */
  int partitions(String topic) {
    return producer.partitionsFor(topic).size();
  }

  /** Runs what may wait, on a thread that may. */
  void help(Runnable task) {
    try {
      helpers.execute(task);
    } catch (RejectedExecutionException e) {
      if (!closed) {
        throw e;
      }
      // Closed meanwhile: close ends the sends that the task was for.
    }
  }

  @Override
  public void commit() {}

  @Override
  public void close() {
    closed = true;
    helpers.shutdown();
    topics.values().forEach(ColdTopic::close);
    producer.close(Duration.ZERO);
  }
}
