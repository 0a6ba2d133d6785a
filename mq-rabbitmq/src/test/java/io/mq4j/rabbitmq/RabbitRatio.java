package io.mq4j.rabbitmq;

import io.mq4j.Broker;
import io.mq4j.Headers;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.Ordering;
import io.mq4j.ProducerOptions;
import io.mq4j.Receipt;
import io.mq4j.StartPosition;
import io.mq4j.Subscription;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.BrokerUrl;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Link;
import io.mq4j.spi.ProducerDriver;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Prints how fast mq4j and its bare driver are against the raw client: alternating runs in one JVM
 * on one private node, 256 B bodies with a key and three headers, a quorum queue. Arguments: number
 * of messages, number of pairs, concurrency of the handler. Connecting is not measured.
 */
final class RabbitRatio {
  private static final PrintStream OUT = System.out;

  private final int messages;
  private final RabbitNode node;
  private final int concurrency;
  private final byte[] body = new byte[256];

  private RabbitRatio(int messages, int concurrency, RabbitNode node) {
    this.messages = messages;
    this.concurrency = concurrency;
    this.node = node;
  }

  public static void main(String[] arguments) throws Exception {
    int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50_000;
    int pairs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    int concurrency = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 16;
    Path folder = Files.createTempDirectory("rabbit-ratio");
    try (RabbitNode node = RabbitNode.in(folder)) {
      new RabbitRatio(messages, concurrency, node).run(pairs);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private void run(int pairs) throws Exception {
    List<Rates> raws = new ArrayList<>();
    List<Rates> engines = new ArrayList<>();
    List<Rates> drivers = new ArrayList<>();
    for (int pair = 0; pair <= pairs; pair++) {
      Rates raw = raw();
      Rates engine = engine();
      Rates driver = driver();
      boolean warmUp = pair == 0;
      OUT.printf(
          Locale.ROOT,
          "%s raw %s  mq4j %s  driver %s%n",
          warmUp ? "warm-up" : "pair " + pair,
          raw,
          engine,
          driver);
      if (!warmUp) {
        raws.add(raw);
        engines.add(engine);
        drivers.add(driver);
      }
    }
    OUT.println("median mq4j/raw   " + ratio(engines, raws));
    OUT.println("median driver/raw " + ratio(drivers, raws));
    OUT.println("raw noise         " + ratio(raws.subList(1, pairs), raws.subList(0, pairs - 1)));
  }

  private Rates raw() throws Exception {
    try (RawRun run = new RawRun(node.port(), messages, body)) {
      double produce = rate(run::produce);
      return new Rates(produce, run.consume());
    }
  }

  private Rates engine() throws Exception {
    try (Broker broker = Broker.connect(node.url())) {
      String topic = "engine";
      Handled one = new Handled(1);
      try (Subscription first =
          broker.consumer("ratio").subscribe(topic, MessageHandler.of(delivery -> one.add()))) {
        first.ready().get(1, TimeUnit.MINUTES);
        broker.producer().sendAndWait(topic, message(0));
        one.await();
      }
      double produce =
          rate(
              () -> {
                List<CompletableFuture<Receipt>> sends = new ArrayList<>(messages);
                for (int i = 0; i < messages; i++) {
                  sends.add(broker.producer().send(topic, message(i)));
                }
                CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new))
                    .get(3, TimeUnit.MINUTES);
              });
      Handled handled = new Handled(messages);
      try (Subscription running =
          broker
              .consumer("ratio")
              .concurrency(concurrency)
              .subscribe(topic, MessageHandler.of(delivery -> handled.add()))) {
        handled.await();
        running.pause();
      }
      return new Rates(produce, handled.rate());
    }
  }

  private Rates driver() throws Exception {
    BrokerDriver driver = new RabbitProvider().open(BrokerUrl.parse(node.url()));
    ConsumerPlan plan =
        new ConsumerPlan("ratio", List.of("driver"), Ordering.NONE, StartPosition.EARLIEST, 1000);
    double produce;
    try (ProducerDriver producer = driver.openProducer(ProducerOptions.DEFAULT, Link.NONE)) {
      try (ConsumerDriver consumer = driver.openConsumer(plan, Link.NONE)) {
        submit(producer, 1);
        take(consumer, new Handled(1));
      }
      produce = rate(() -> submit(producer, messages));
    }
    Handled handled = new Handled(messages);
    try (ConsumerDriver consumer = driver.openConsumer(plan, Link.NONE)) {
      take(consumer, handled);
    }
    return new Rates(produce, handled.rate());
  }

  private void submit(ProducerDriver producer, int count) throws Exception {
    List<CompletableFuture<Object>> ends = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Sending sending = Sending.of("driver", message(i));
      ends.add(sending.end());
      producer.submit(sending);
      if (i % 200 == 199) {
        producer.commit();
      }
    }
    producer.commit();
    CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(3, TimeUnit.MINUTES);
  }

  private static void take(ConsumerDriver consumer, Handled handled) {
    Received received = new Received();
    while (!handled.isDone()) {
      received.messages.clear();
      consumer.receive(received, 100, Duration.ofSeconds(1));
      for (Incoming message : received.messages) {
        handled.add();
        consumer.ack(message);
      }
      if (consumer.commit() != 0) {
        throw new IllegalStateException("acks were ignored");
      }
    }
  }

  private Message message(int i) {
    return Message.wrap(body)
        .key("key-" + i % 100)
        .headers(Headers.of("one", "first", "two", "second", "three", "third"));
  }

  private double rate(Run run) throws Exception {
    long from = System.nanoTime();
    run.run();
    return messages * 1e6 / (System.nanoTime() - from);
  }

  private static Rates ratio(List<Rates> ours, List<Rates> theirs) {
    List<Double> produce = new ArrayList<>();
    List<Double> consume = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      produce.add(ours.get(i).produce / theirs.get(i).produce);
      consume.add(ours.get(i).consume / theirs.get(i).consume);
    }
    return new Rates(median(produce), median(consume));
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }

  /** Thousands of messages a second, or ratios of them. */
  private record Rates(double produce, double consume) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "produce %.2f consume %.2f", produce, consume);
    }
  }

  private interface Run {
    void run() throws Exception;
  }
}
