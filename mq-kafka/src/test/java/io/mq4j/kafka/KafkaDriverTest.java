package io.mq4j.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mq4j.Headers;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.Ordering;
import io.mq4j.ProducerOptions;
import io.mq4j.StartPosition;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.BrokerUrl;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Link;
import io.mq4j.spi.ProducerDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slice")
@Timeout(90)
class KafkaDriverTest {
  private static KafkaNode node;
  private static BrokerDriver broker;

  @BeforeAll
  static void start() throws Exception {
    node = KafkaNode.start();
    broker = new KafkaProvider().open(BrokerUrl.parse(node.url()));
  }

  @AfterAll
  static void stop() throws Exception {
    if (node != null) {
      node.close();
    }
  }

  private static ConsumerPlan plan(String group, String topic, StartPosition start) {
    return new ConsumerPlan(group, List.of(topic), Ordering.KEY, start, 1000);
  }

  private static ConsumerDriver consumer(String group, String topic) {
    return broker.openConsumer(plan(group, topic, StartPosition.EARLIEST), Link.NONE);
  }

  private static void send(String topic, int from, int to) throws Exception {
    try (ProducerDriver producer = broker.openProducer(ProducerOptions.DEFAULT, Link.NONE)) {
      List<TestSend> sends = new ArrayList<>();
      for (int i = from; i < to; i++) {
        sends.add(new TestSend(topic, Message.text("m" + i).key("k" + i % 10)));
      }
      sends.forEach(producer::submit);
      for (TestSend send : sends) {
        send.end.get(30, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void aMessageComesAsItWasSent() throws Exception {
    String topic = node.topic("round-trip", 1);
    Message sent =
        Message.of(new byte[] {0, -1, 127})
            .id("id ✓")
            .key("kündin")
            .contentType("application/x-odd")
            .timestamp(Instant.ofEpochMilli(1_234_567_890_123L))
            .headers(Headers.of("empty", "", "Case", "a", "case", "😀"));
    try (ProducerDriver producer = broker.openProducer(ProducerOptions.DEFAULT, Link.NONE);
        ConsumerDriver consumer = consumer("g", topic)) {
      TestSend send = new TestSend(topic, sent);
      producer.submit(send);
      String position = send.end.get(30, TimeUnit.SECONDS);
      TestIntake intake = new TestIntake();
      intake.until(consumer, 10, () -> !intake.messages.isEmpty());

      Incoming got = intake.messages.get(0);
      assertThat(got.message())
          .usingRecursiveComparison()
          .comparingOnlyFields("body", "key", "contentType", "timestamp")
          .isEqualTo(sent);
      assertThat(got.message().id()).isEqualTo(sent.id());
      assertThat(got.message().headers()).isEqualTo(sent.headers());
      assertThat(got.position()).isEqualTo(position).isEqualTo("round-trip-0@0");
      assertThat(intake.ready).isTrue();
    }
  }

  @Test
  void aForeignRecordGetsAnIdFromItsPlace() throws Exception {
    String topic = node.topic("foreign", 1);
    Map<String, Object> config = Map.of("bootstrap.servers", node.servers());
    ByteArraySerializer bytes = new ByteArraySerializer();
    try (KafkaProducer<byte[], byte[]> raw = new KafkaProducer<>(config, bytes, bytes);
        ConsumerDriver consumer = consumer("g", topic)) {
      ProducerRecord<byte[], byte[]> odd = new ProducerRecord<>(topic, "x".getBytes(UTF_8));
      odd.headers().add("twice", "1".getBytes(UTF_8)).add("twice", "2".getBytes(UTF_8));
      odd.headers().add("", "nameless".getBytes(UTF_8)).add("nothing", null);
      raw.send(odd).get();
      raw.send(new ProducerRecord<>(topic, null)).get();
      TestIntake intake = new TestIntake();
      intake.until(consumer, 10, () -> intake.messages.size() == 2);

      Message first = intake.messages.get(0).message();
      assertThat(first.id()).isEqualTo("foreign-0-0");
      assertThat(first.headers()).isEqualTo(Headers.of("twice", "2", "nothing", ""));
      assertThat(intake.messages.get(1).message().size()).isZero();
    }
  }

  @Test
  void pipeliningIntoATopicOfThisMomentLosesNothingAndKeepsTheOrderOfKeys() throws Exception {
    Map<String, List<Integer>> byKey = new HashMap<>();
    for (int round = 0; round < 5; round++) {
      String topic = node.topic("fresh-" + round, 8);
      send(topic, 0, 5_000);
      byKey.clear();
      try (ConsumerDriver consumer = consumer("g", topic)) {
        TestIntake intake = new TestIntake();
        intake.until(consumer, 700, () -> intake.messages.size() == 5_000);
        for (Incoming got : intake.messages) {
          byKey
              .computeIfAbsent(String.valueOf(got.message().key()), key -> new ArrayList<>())
              .add(Integer.parseInt(got.message().text().substring(1)));
        }
      }
      assertThat(byKey).hasSize(10);
      assertThat(byKey.values()).allSatisfy(numbers -> assertThat(numbers).isSorted().hasSize(500));
    }
  }

  @Test
  void aSendFromAConfirmationToATopicNotSeenBeforeDoesNotWaitForItself() throws Exception {
    String first = node.topic("first", 2);
    String second = node.topic("second", 2);
    try (ProducerDriver producer = broker.openProducer(ProducerOptions.DEFAULT, Link.NONE)) {
      TestSend send = new TestSend(first, Message.text("a"));
      CompletableFuture<String> chained =
          send.end.thenCompose(
              done -> {
                TestSend next = new TestSend(second, Message.text("b"));
                producer.submit(next);
                return next.end;
              });
      producer.submit(send);

      assertThat(chained.get(5, TimeUnit.SECONDS)).startsWith("second-");
    }
  }

  @Test
  void aMissingTopicAndATooLargeBodyAreRefusedByType() throws Exception {
    String topic = node.topic("small", 1);
    BrokerDriver hasty =
        new KafkaProvider()
            .open(BrokerUrl.parse("kafka://" + node.servers() + "?connect-timeout=2s"));
    try (ProducerDriver producer = hasty.openProducer(ProducerOptions.DEFAULT, Link.NONE)) {
      TestSend nowhere = new TestSend("missing", Message.text("a"));
      TestSend large = new TestSend(topic, Message.wrap(new byte[2 << 20]));
      TestSend limit =
          new TestSend(topic, Message.wrap(new byte[broker.capabilities().maxBodyBytes()]));
      producer.submit(nowhere);
      producer.submit(large);
      producer.submit(limit);

      assertThat(limit.end.get(20, TimeUnit.SECONDS)).isEqualTo("small-0@0");
      assertThatThrownBy(() -> large.end.get(20, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              MqException.class, e -> assertThat(e.kind()).isEqualTo(MqException.Kind.TOO_LARGE));
      assertThatThrownBy(() -> nowhere.end.get(20, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              MqException.class,
              e -> assertThat(e.kind()).isEqualTo(MqException.Kind.NO_SUCH_TOPIC));
    }
    assertThatExceptionOfType(MqException.class)
        .isThrownBy(
            () -> hasty.openConsumer(plan("g", "missing", StartPosition.EARLIEST), Link.NONE))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(MqException.Kind.NO_SUCH_TOPIC));
  }

  @Test
  void whatIsUnsettledComesAgainToTheNextOwnerAndWhatIsSettledBehindItToo() throws Exception {
    String topic = node.topic("watermark", 1);
    send(topic, 0, 10);
    TestIntake first = new TestIntake();
    try (ConsumerDriver consumer = consumer("g", topic)) {
      first.until(consumer, 10, () -> first.messages.size() == 10);
      for (int i = 0; i < 10; i++) {
        if (i != 4) {
          consumer.ack(first.messages.get(i));
        }
      }
      assertThat(consumer.commit()).isZero();
    }
    TestIntake second = new TestIntake();
    try (ConsumerDriver consumer = consumer("g", topic)) {
      second.until(consumer, 10, () -> second.messages.size() == 6);

      assertThat(second.messages).extracting(got -> got.message().text()).startsWith("m4", "m5");
      second.messages.forEach(consumer::ack);
    }
    try (ConsumerDriver consumer = consumer("g", topic)) {
      assertThat(consumer.lag()).isZero();
    }
  }

  @Test
  void nothingComesWhileNothingIsAskedForAndAWakeupEndsTheWait() throws Exception {
    String topic = node.topic("full", 2);
    send(topic, 0, 2_000);
    try (ConsumerDriver consumer = consumer("g", topic)) {
      TestIntake intake = new TestIntake();
      intake.until(consumer, 3, () -> !intake.messages.isEmpty());
      assertThat(intake.messages).hasSize(3);
      assertThat(intake.within(consumer, 0, Duration.ofMillis(1200))).isZero();

      CompletableFuture<Void> waker =
          CompletableFuture.runAsync(
              consumer::wakeup, CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS));
      long begun = System.nanoTime();
      while (!waker.isDone()) {
        consumer.receive(intake, 0, Duration.ofSeconds(20));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
      intake.until(consumer, 7, () -> intake.messages.size() == 2_000);
      Set<String> bodies = new HashSet<>();
      intake.messages.forEach(got -> bodies.add(got.message().text()));
      assertThat(bodies).hasSize(2_000);
      assertThat(consumer.lag()).isEqualTo(2_000);
    }
  }

  @Test
  void aSecondConsumerTakesPartitionsOverWithoutLossOrRepeat() throws Exception {
    String topic = node.topic("handover", 4);
    send(topic, 0, 400);
    TestIntake first = new TestIntake();
    TestIntake second = new TestIntake();
    try (ConsumerDriver one = consumer("g", topic);
        ConsumerDriver two = consumer("g", topic)) {
      first.until(one, 1000, () -> first.messages.size() == 400);
      // Settled only when the engine is told: what revoking settles must be durable.
      first.whenRevoking(
          () -> {
            first.messages.forEach(one::ack);
            assertThat(one.commit()).isZero();
          });
      first.until(
          one,
          1000,
          () -> {
            two.receive(second, 1000, Duration.ofMillis(50));
            return !first.revoked.isEmpty() && second.ready;
          });

      assertThat(first.revoked).hasSize(2);
      assertThat(second.within(two, 1000, Duration.ofSeconds(1))).isZero();
      Incoming gone =
          first.messages.stream()
              .filter(got -> first.revoked.contains(got.lane()))
              .findFirst()
              .orElseThrow();
      one.ack(gone);
      assertThat(one.commit()).isEqualTo(1);
    }
  }

  @Test
  void latestBeginsWhereItWasReadyAlsoIfNothingWasSettled() throws Exception {
    String topic = node.topic("latest", 1);
    send(topic, 0, 5);
    TestIntake first = new TestIntake();
    try (ConsumerDriver consumer =
        broker.openConsumer(plan("g", topic, StartPosition.LATEST), Link.NONE)) {
      first.until(consumer, 10, () -> first.ready);
    }
    send(topic, 5, 8);
    TestIntake second = new TestIntake();
    try (ConsumerDriver consumer =
        broker.openConsumer(plan("g", topic, StartPosition.LATEST), Link.NONE)) {
      second.until(consumer, 10, () -> second.messages.size() == 3);

      assertThat(second.messages).extracting(got -> got.message().text()).startsWith("m5");
    }
  }
}
