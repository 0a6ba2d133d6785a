package io.mq4j.engine;

import io.mq4j.Broker;
import io.mq4j.MqException;
import io.mq4j.MqListener;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.BrokerProvider;
import io.mq4j.spi.BrokerUrl;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;

/** The door through which {@link Broker} reaches the engine. */
public final class Engine {
  private Engine() {}

  /** A broker at a URL, whose adapter is found by the scheme. */
  public static Broker open(String url, List<MqListener> listeners, boolean logging) {
    BrokerUrl parsed = BrokerUrl.parse(url);
    TreeSet<String> known = new TreeSet<>();
    for (BrokerProvider provider : ServiceLoader.load(BrokerProvider.class)) {
      if (provider.schemes().contains(parsed.scheme())) {
        return over(provider.open(parsed), listeners, logging);
      }
      known.addAll(provider.schemes());
    }
    throw MqException.of(
        MqException.Kind.CONFIGURATION,
        "no adapter for the scheme '"
            + parsed.scheme()
            + "': "
            + advice(parsed.scheme())
            + "; found on the class or module path: "
            + (known.isEmpty() ? "none" : known));
  }

  /** A broker over a driver. */
  public static Broker over(BrokerDriver driver, List<MqListener> listeners, boolean logging) {
    return new EngineBroker(driver, new Events(driver.name(), listeners, logging));
  }

  private static String advice(String scheme) {
    return switch (scheme) {
      case "memory" -> "add io.mq4j:mq-memory";
      case "kafka" -> "add io.mq4j:mq-kafka";
      case "amqp", "amqps" -> "add io.mq4j:mq-rabbitmq";
      case "redis", "rediss" -> "add io.mq4j:mq-redis-stream";
      case "nsq" -> "add io.mq4j:mq-nsq";
      default -> "add the module of its adapter, or correct the URL";
    };
  }
}
