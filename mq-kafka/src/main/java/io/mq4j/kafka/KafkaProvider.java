package io.mq4j.kafka;

import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.BrokerProvider;
import io.mq4j.spi.BrokerUrl;
import java.util.Set;

/**
 * Finds Kafka by URLs like {@code kafka://host1:9092,host2:9092}. Options: {@code linger}, {@code
 * connect-timeout}, {@code session-timeout}. Safe for use by many threads.
 */
public final class KafkaProvider implements BrokerProvider {
  /** For the service loader. */
  public KafkaProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("kafka");
  }

  @Override
  public BrokerDriver open(BrokerUrl url) {
    return new KafkaDriver(KafkaSettings.of(url));
  }
}
