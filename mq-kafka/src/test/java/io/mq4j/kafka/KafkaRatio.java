package io.mq4j.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mq4j.Broker;
import io.mq4j.Headers;
import io.mq4j.Message;
import io.mq4j.Ordering;
import io.mq4j.Outcome;
import io.mq4j.StartPosition;
import io.mq4j.Subscription;
import io.mq4j.spi.BrokerUrl;
import io.mq4j.spi.ConsumerPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Measures mq4j over Kafka against the raw client with the same settings, in turns. */
final class KafkaRatio {
  private static final int BODY = 256;
  private static final int PARTITIONS = 4;

  private final KafkaNode node;
  private final int messages;
  private final KafkaSettings settings;
  private int runs;

  private KafkaRatio(KafkaNode node, int messages) {
    this.node = node;
    this.messages = messages;
    this.settings = KafkaSettings.of(BrokerUrl.parse(node.url()));
  }

  /** Takes the number of pairs and of messages. */
  public static void main(String[] args) throws Exception {
    int pairs = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int messages = args.length > 1 ? Integer.parseInt(args[1]) : 200_000;
    try (KafkaNode node = KafkaNode.start()) {
      new KafkaRatio(node, messages).run(pairs);
    }
  }

  private void run(int pairs) throws Exception {
    String topic = node.topic("warm-up", PARTITIONS);
    rawProduce(topic);
    mqProduce(topic);
    rawConsume(topic);
    mqConsume(topic);
    double[] produce = new double[pairs];
    double[] consume = new double[pairs];
    double[] noise = new double[pairs];
    double[] produceNoise = new double[pairs];
    for (int pair = 0; pair < pairs; pair++) {
      String raw = node.topic("raw-" + pair, PARTITIONS);
      String ours = node.topic("ours-" + pair, PARTITIONS);
      String again = node.topic("again-" + pair, PARTITIONS);
      // Who goes first warms the broker for the other: they take turns.
      boolean rawFirst = pair % 2 == 0;
      double rawProduced = rawFirst ? rawProduce(raw) : 0;
      double oursProduced = mqProduce(ours);
      rawProduced = rawFirst ? rawProduced : rawProduce(raw);
      double producedAgain = rawProduce(again);
      double rawConsumed = rawFirst ? rawConsume(raw) : 0;
      double oursConsumed = mqConsume(ours);
      rawConsumed = rawFirst ? rawConsumed : rawConsume(raw);
      double rawAgain = rawConsume(again);
      produce[pair] = oursProduced / rawProduced;
      consume[pair] = oursConsumed / rawConsumed;
      noise[pair] = rawAgain / rawConsumed;
      produceNoise[pair] = producedAgain / rawProduced;
      System.out.printf(
          Locale.ROOT,
          "pair %d k/s: produce raw %.0f ours %.0f (%.2f), consume raw %.0f ours %.0f (%.2f),"
              + " raw again %.0f (%.2f)%n",
          pair + 1,
          rawProduced,
          oursProduced,
          produce[pair],
          rawConsumed,
          oursConsumed,
          consume[pair],
          rawAgain,
          noise[pair]);
    }
    print("produce", produce);
    print("consume", consume);
    print("raw/raw produce", produceNoise);
    print("raw/raw consume", noise);
  }

  private static void print(String what, double[] ratios) {
    Arrays.sort(ratios);
    System.out.printf(
        Locale.ROOT,
        "%s: median %.2f of raw (%.2f to %.2f)%n",
        what,
        ratios[ratios.length / 2],
        ratios[0],
        ratios[ratios.length - 1]);
  }

  private double rate(long begun) {
    return messages / ((System.nanoTime() - begun) / 1e9) / 1000;
  }

  private static byte[] body() {
    byte[] body = new byte[BODY];
    Arrays.fill(body, (byte) 'x');
    return body;
  }

  private double rawProduce(String topic) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings.producer("raw" + runs++))) {
      warm(producer, topic);
      AtomicReference<Exception> failure = new AtomicReference<>();
      CountDownLatch confirmed = new CountDownLatch(messages);
      byte[] body = body();
      long begun = System.nanoTime();
      for (int i = 0; i < messages; i++) {
        ProducerRecord<byte[], byte[]> record =
            new ProducerRecord<>(topic, null, ("k" + i % 1000).getBytes(UTF_8), body.clone());
        record
            .headers()
            .add("mq-id", ("id-0123456789-0123456789-" + i).getBytes(UTF_8))
            .add("tenant", "acme".getBytes(UTF_8))
            .add("trace", "00-4bf92f3577b34da6a3ce929d0e0e4736".getBytes(UTF_8))
            .add("type", "order".getBytes(UTF_8));
        var unused =
            producer.send(
                record,
                (metadata, error) -> {
                  if (error != null) {
                    failure.set(error);
                  }
                  confirmed.countDown();
                });
      }
      await(confirmed);
      double rate = rate(begun);
      if (failure.get() != null) {
        throw failure.get();
      }
      return rate;
    }
  }

  private static void warm(KafkaProducer<byte[], byte[]> producer, String topic) throws Exception {
    // Not counted anywhere: consumers of these topics take one more of each partition.
    for (int partition = 0; partition < PARTITIONS; partition++) {
      producer.send(new ProducerRecord<>(topic, partition, null, body())).get();
    }
  }

  private double mqProduce(String topic) throws Exception {
    try (Broker broker = Broker.connect(node.url())) {
      for (int i = 0; i < 100; i++) {
        broker.producer().sendAndWait(topic, Message.of(body()).key("k" + i));
      }
      AtomicReference<Throwable> failure = new AtomicReference<>();
      CountDownLatch confirmed = new CountDownLatch(messages);
      byte[] body = body();
      long begun = System.nanoTime();
      for (int i = 0; i < messages; i++) {
        Message message =
            Message.of(body)
                .key("k" + i % 1000)
                .headers(
                    Headers.of(
                        "tenant",
                        "acme",
                        "trace",
                        "00-4bf92f3577b34da6a3ce929d0e0e4736",
                        "type",
                        "order"));
        var unused =
            broker
                .producer()
                .send(topic, message)
                .whenComplete(
                    (receipt, error) -> {
                      if (error != null) {
                        failure.set(error);
                      }
                      confirmed.countDown();
                    });
      }
      await(confirmed);
      double rate = rate(begun);
      if (failure.get() != null) {
        throw new IllegalStateException(failure.get());
      }
      return rate;
    }
  }

  /** One thread polls and handles, reads key, body and headers as text, commits each 100 ms. */
  private double rawConsume(String topic) {
    ConsumerPlan plan =
        new ConsumerPlan(
            "raw" + runs++, List.of(topic), Ordering.NONE, StartPosition.EARLIEST, 1000);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings.consumer("raw" + runs++, plan))) {
      consumer.subscribe(List.of(topic));
      long begun = 0;
      int seen = 0;
      long sum = 0;
      long lastCommit = System.nanoTime();
      while (seen < messages) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
        if (begun == 0 && !records.isEmpty()) {
          begun = System.nanoTime();
        }
        for (ConsumerRecord<byte[], byte[]> record : records) {
          seen++;
          sum += record.value().length;
          sum += record.key() == null ? 0 : new String(record.key(), UTF_8).length();
          for (var header : record.headers()) {
            sum += header.key().length() + new String(header.value(), UTF_8).length();
          }
        }
        if (System.nanoTime() - lastCommit > 100_000_000) {
          lastCommit = System.nanoTime();
          consumer.commitAsync();
        }
      }
      double rate = rate(begun);
      consumer.commitSync();
      if (sum == 0) {
        throw new IllegalStateException("nothing was read");
      }
      return rate;
    }
  }

  private double mqConsume(String topic) throws Exception {
    CountDownLatch handled = new CountDownLatch(messages);
    long[] begun = new long[1];
    List<Throwable> failures = new ArrayList<>();
    try (Broker broker = Broker.connect(node.url())) {
      Subscription subscription =
          broker
              .consumer("ours" + runs++)
              .subscribe(
                  topic,
                  delivery -> {
                    if (begun[0] == 0) {
                      begun[0] = System.nanoTime();
                    }
                    if (delivery.message().size() != BODY) {
                      failures.add(new IllegalStateException("a body of another size"));
                    }
                    handled.countDown();
                    return Outcome.done();
                  });
      await(handled);
      double rate = rate(begun[0]);
      subscription.close();
      if (!failures.isEmpty()) {
        throw new IllegalStateException(failures.get(0));
      }
      return rate;
    }
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(120, TimeUnit.SECONDS)) {
      throw new IllegalStateException(latch.getCount() + " missing after 120 s");
    }
  }
}
