package io.mq4j.kafka;

import io.mq4j.Capabilities;
import io.mq4j.Feature;
import io.mq4j.MqException;
import io.mq4j.ProducerOptions;
import io.mq4j.Support;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Link;
import io.mq4j.spi.ProducerDriver;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** One Kafka cluster. Holds nothing itself: each producer and consumer has its own connections. */
final class KafkaDriver implements BrokerDriver {
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

  private static final Capabilities CAPABILITIES =
      Capabilities.builder("kafka")
          .support(
              Support.NATIVE,
              Feature.DURABLE,
              Feature.GROUPS,
              Feature.HISTORY,
              Feature.START_AT_TIME,
              Feature.ORDER_BY_KEY,
              Feature.LAG)
          .maxBodyBytes(KafkaSettings.MAX_BODY_BYTES)
          .maxHeaderBytes(KafkaSettings.MAX_HEADER_BYTES)
          .build();

  private final KafkaSettings settings;

  /** Client ids name threads and metrics; two of the same in a JVM get into each other's way. */
  private final String clientPrefix = "mq4j-" + UUID.randomUUID().toString().substring(0, 8) + "-";

  private final AtomicInteger clients = new AtomicInteger();

  KafkaDriver(KafkaSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public Capabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public void checkTopic(String topic) {
    if (!TOPIC.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
      throw MqException.builder(
              MqException.Kind.INVALID,
              "a Kafka topic has 1 to 249 of the characters A-Z a-z 0-9 . _ - and is not . or ..")
          .adapter("kafka")
          .topic(topic)
          .build();
    }
  }

  @Override
  public void check(ConsumerPlan plan) {
    if (plan.group().isBlank()) {
      throw MqException.builder(MqException.Kind.INVALID, "a Kafka group needs a name")
          .adapter("kafka")
          .build();
    }
  }

  @Override
  public ProducerDriver openProducer(ProducerOptions options, Link link) {
    return new KafkaProducerDriver(settings, nextClientId());
  }

  @Override
  public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
    return KafkaConsumerDriver.open(settings, nextClientId(), plan);
  }

  @Override
  public void close() {}

  private String nextClientId() {
    return clientPrefix + clients.incrementAndGet();
  }
}
