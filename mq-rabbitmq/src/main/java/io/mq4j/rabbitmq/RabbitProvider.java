package io.mq4j.rabbitmq;

import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.BrokerProvider;
import io.mq4j.spi.BrokerUrl;
import java.util.Set;

/** Knows URLs like {@code amqp://user:password@host:5672/vhost}. Safe for use by many threads. */
public final class RabbitProvider implements BrokerProvider {
  /** For the service loader. */
  public RabbitProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("amqp");
  }

  @Override
  public BrokerDriver open(BrokerUrl url) {
    return new RabbitDriver(RabbitSettings.from(url));
  }
}
