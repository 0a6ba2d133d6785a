package io.mq4j.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("slice")
@Timeout(60)
final class DriverTest {
  private static RabbitNode node;
  private static BrokerDriver driver;
  private String topic = "";

  @BeforeAll
  static void start(@TempDir Path folder) {
    node = RabbitNode.in(folder);
    driver = driver("");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void nameTopic(TestInfo test) {
    topic = test.getTestMethod().orElseThrow().getName();
  }

  private static BrokerDriver driver(String options) {
    return new RabbitProvider().open(BrokerUrl.parse(node.url() + options));
  }

  private ConsumerPlan plan(Ordering ordering, int maxInFlight) {
    return new ConsumerPlan(
        "billing", List.of(topic), ordering, StartPosition.EARLIEST, maxInFlight);
  }

  private Sending send(ProducerDriver producer, Message message) {
    Sending sending = Sending.of(topic, message);
    producer.submit(sending);
    producer.commit();
    sending.awaited().join();
    return sending;
  }

  @Test
  void a_message_arrives_with_everything_that_it_had() {
    try (ConsumerDriver consumer = driver.openConsumer(plan(Ordering.NONE, 10), Link.NONE);
        ProducerDriver producer = driver.openProducer(ProducerOptions.DEFAULT, Link.NONE)) {
      Message message =
          Message.of(new byte[] {0, -1, 13})
              .id("é".repeat(200))
              .key("käy")
              .contentType("application/x-odd")
              .timestamp(Instant.ofEpochMilli(1_234_567_891_234L))
              .header("empty", "")
              .header("Ünicode 🐇", "value 🐇");

      send(producer, message);
      Received received = Received.from(consumer, 1);

      Incoming incoming = received.messages.get(0);
      assertThat(received.ready).isTrue();
      assertThat(incoming.topic()).isEqualTo(topic);
      assertThat(incoming.attempts()).isZero();
      assertThat(incoming.message().array()).isEqualTo(message.array());
      assertThat(incoming.message().id()).isEqualTo(message.id());
      assertThat(incoming.message().key()).isEqualTo("käy");
      assertThat(incoming.message().contentType()).isEqualTo("application/x-odd");
      assertThat(incoming.message().timestamp()).isEqualTo(message.timestamp());
      assertThat(incoming.message().headers()).isEqualTo(message.headers());
    }
  }

  @Test
  void each_group_gets_all_and_a_topic_with_no_group_is_no_topic() {
    try (ProducerDriver producer = driver.openProducer(ProducerOptions.DEFAULT, Link.NONE)) {
      Sending early = Sending.of(topic, Message.text("too early"));
      producer.submit(early);
      assertThatThrownBy(() -> early.awaited().join())
          .hasRootCauseInstanceOf(Exception.class)
          .cause()
          .isInstanceOfSatisfying(
              MqException.class,
              e -> assertThat(e.kind()).isEqualTo(MqException.Kind.NO_SUCH_TOPIC));

      ConsumerPlan other =
          new ConsumerPlan("shipping", List.of(topic), Ordering.KEY, StartPosition.EARLIEST, 10);
      try (ConsumerDriver one = driver.openConsumer(plan(Ordering.NONE, 10), Link.NONE);
          ConsumerDriver two = driver.openConsumer(other, Link.NONE)) {
        send(producer, Message.text("for both"));
        assertThat(Received.from(one, 1).messages).hasSize(1);
        assertThat(Received.from(two, 1).messages).hasSize(1);
      }
    }
  }

  @Test
  void an_unroutable_message_fails_and_its_neighbours_do_not() throws Exception {
    String orphan = topic + " orphan";
    declareExchange(orphan);
    try (ConsumerDriver consumer = driver.openConsumer(plan(Ordering.NONE, 100), Link.NONE);
        ProducerDriver producer = driver.openProducer(ProducerOptions.DEFAULT, Link.NONE)) {
      List<Sending> good = new ArrayList<>();
      List<Sending> bad = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        good.add(Sending.of(topic, Message.text("good")));
        bad.add(Sending.of(orphan, Message.text("bad")));
        producer.submit(good.get(i));
        producer.submit(bad.get(i));
      }
      producer.commit();
      good.forEach(sending -> sending.awaited().join());
      for (Sending sending : bad) {
        assertThat(kindOfFailure(sending)).isEqualTo(MqException.Kind.NO_SUCH_TOPIC);
      }
      assertThat(Received.from(consumer, 50).messages).hasSize(50);
    }
  }

  @Test
  void what_is_released_or_left_at_close_comes_again_and_what_is_acked_does_not() {
    try (ProducerDriver producer = driver.openProducer(ProducerOptions.DEFAULT, Link.NONE)) {
      try (ConsumerDriver consumer = driver.openConsumer(plan(Ordering.NONE, 10), Link.NONE)) {
        for (int i = 0; i < 6; i++) {
          send(producer, Message.text("" + i));
        }
        List<Incoming> six = Received.from(consumer, 6).messages;
        consumer.ack(six.get(0));
        consumer.ack(six.get(1));
        consumer.ack(six.get(3));
        consumer.ack(six.get(3));
        consumer.release(six.get(4));
        assertThat(consumer.commit()).isEqualTo(1);

        Incoming again = Received.from(consumer, 1).messages.get(0);
        assertThat(again.message().text()).isEqualTo("4");
        assertThat(again.attempts()).isEqualTo(1);
      }
      try (ConsumerDriver consumer = driver.openConsumer(plan(Ordering.NONE, 10), Link.NONE)) {
        // The server counts what it takes back, though none of these was tried.
        assertThat(Received.from(consumer, 3).messages)
            .extracting(incoming -> incoming.message().text() + " " + incoming.attempts())
            .containsExactlyInAnyOrder("2 1", "4 2", "5 1");
      }
    }
  }

  @Test
  void a_key_stays_in_its_lane_and_a_lane_has_one_owner() {
    ConsumerDriver one = driver.openConsumer(plan(Ordering.KEY, 400), Link.NONE);
    try (ConsumerDriver two = driver.openConsumer(plan(Ordering.KEY, 400), Link.NONE);
        ProducerDriver producer = driver.openProducer(ProducerOptions.DEFAULT, Link.NONE)) {
      for (int i = 0; i < 40; i++) {
        send(producer, Message.text("" + i).key("key " + i % 4));
      }
      List<Incoming> all = Received.from(one, 40).messages;
      assertThat(all).hasSize(40);
      for (int key = 0; key < 4; key++) {
        String name = "key " + key;
        List<Incoming> ofKey =
            all.stream().filter(each -> name.equals(each.message().key())).toList();
        assertThat(ofKey).extracting(Incoming::lane).containsOnly(ofKey.get(0).lane());
        assertThat(ofKey)
            .extracting(each -> Integer.parseInt(each.message().text()))
            .isSorted()
            .hasSize(10);
      }
      Received nothing = new Received();
      two.receive(nothing, 100, Duration.ofMillis(50));
      assertThat(nothing.messages).isEmpty();
      one.close();
      assertThat(Received.from(two, 40).messages).hasSize(40);
    }
  }

  @Test
  void consumers_that_disagree_about_the_layout_are_refused() {
    try (ConsumerDriver consumer = driver.openConsumer(plan(Ordering.KEY, 100), Link.NONE)) {
      assertThatThrownBy(() -> driver.openConsumer(plan(Ordering.NONE, 100), Link.NONE))
          .isInstanceOfSatisfying(
              MqException.class,
              e -> assertThat(e.kind()).isEqualTo(MqException.Kind.CONFIGURATION));
      assertThatThrownBy(
              () -> driver("?partitions=4").openConsumer(plan(Ordering.KEY, 100), Link.NONE))
          .isInstanceOfSatisfying(
              MqException.class,
              e -> assertThat(e.kind()).isEqualTo(MqException.Kind.CONFIGURATION));
      consumer.receive(new Received(), 1, Duration.ZERO);
    }
  }

  @Test
  void a_foreign_message_reaches_ordered_and_unordered_groups() throws Exception {
    ConsumerPlan ordered =
        new ConsumerPlan("ordered", List.of(topic), Ordering.KEY, StartPosition.EARLIEST, 10);
    try (ConsumerDriver one = driver.openConsumer(plan(Ordering.NONE, 10), Link.NONE);
        ConsumerDriver two = driver.openConsumer(ordered, Link.NONE);
        Connection foreign = connect();
        Channel channel = foreign.createChannel()) {
      channel.basicPublish(
          topic,
          "some.routing.key",
          new BasicProperties.Builder().headers(Map.of("number", 7, "list", List.of(1))).build(),
          "hello".getBytes(StandardCharsets.UTF_8));
      for (ConsumerDriver consumer : List.of(one, two)) {
        Message message = Received.from(consumer, 1).messages.get(0).message();
        assertThat(message.text()).isEqualTo("hello");
        assertThat(message.id()).isNotEmpty();
        assertThat(message.headers().toMap()).containsExactly(Map.entry("number", "7"));
      }
    }
  }

  @Test
  void headers_that_mean_something_to_the_server_are_refused() throws Exception {
    try (ProducerDriver producer = driver.openProducer(ProducerOptions.DEFAULT, Link.NONE)) {
      for (String name : List.of("CC", "BCC", "x-delivery-count", "n".repeat(256))) {
        Sending sending = Sending.of(topic, Message.text("").header(name, "1"));
        producer.submit(sending);
        assertThat(kindOfFailure(sending)).isEqualTo(MqException.Kind.INVALID);
      }
      Sending large = Sending.of(topic, Message.text("").key("k".repeat(130_000)));
      producer.submit(large);
      assertThat(kindOfFailure(large)).isEqualTo(MqException.Kind.TOO_LARGE);
    }
  }

  @Test
  void a_wrong_password_is_told_as_such() {
    BrokerDriver wrong =
        new RabbitProvider()
            .open(BrokerUrl.parse("amqp://guest:secret-word@127.0.0.1:" + node.port()));
    assertThatThrownBy(() -> wrong.openProducer(ProducerOptions.DEFAULT, Link.NONE))
        .isInstanceOfSatisfying(
            MqException.class, e -> assertThat(e.kind()).isEqualTo(MqException.Kind.UNAUTHORIZED))
        .hasMessageNotContaining("secret-word");
  }

  private static MqException.Kind kindOfFailure(Sending sending) throws Exception {
    try {
      sending.awaited().get(20, TimeUnit.SECONDS);
      throw new AssertionError("confirmed");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MqException error) {
        return error.kind();
      }
      throw e;
    }
  }

  private static void declareExchange(String name) throws Exception {
    try (Connection connection = connect();
        Channel channel = connection.createChannel()) {
      channel.exchangeDeclare(name, "topic", true);
    }
  }

  private static Connection connect() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(node.port());
    return factory.newConnection();
  }
}
