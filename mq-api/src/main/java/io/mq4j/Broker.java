package io.mq4j;

import io.mq4j.engine.Engine;
import io.mq4j.spi.BrokerDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A broker, reached by its URL or through its adapter's own builder. Connections are made when they
 * are needed and come back by themselves, so a broker can be had while the server is away.
 *
 * <p>Safe for use by many threads; one per server is enough for a service.
 */
public interface Broker extends AutoCloseable {
  /**
   * The broker at a URL, for instance {@code memory:orders} or {@code kafka://host:9092}. The
   * adapter is found by the URL's scheme among the modules on the class or module path.
   *
   * @throws MqException of kind CONFIGURATION if no adapter knows the scheme, or if the URL asks
   *     for something unknown
   */
  static Broker connect(String url) {
    return builder(url).build();
  }

  /** Starts a broker at a URL. */
  static Builder builder(String url) {
    return new Builder((listeners, logging) -> Engine.open(url, listeners, logging));
  }

  /** Starts a broker over a driver, which it owns from then on; for adapters' own builders. */
  static Builder builder(BrokerDriver driver) {
    return new Builder((listeners, logging) -> Engine.over(driver, listeners, logging));
  }

  /** The name in events and logs; without secrets. */
  String name();

  /** What it can do. */
  Capabilities capabilities();

  /** Whether it does what it should: the first unhealthy part, if there is one. */
  Health health();

  /** The producer that all share who have no special wishes; closed with the broker. */
  Producer producer();

  /** A producer of its own; closed with the broker at the latest. */
  Producer producer(ProducerOptions options);

  /**
   * A consumer group.
   *
   * @throws MqException of kind INVALID if the broker can't have a group of this name
   */
  Consumer consumer(String group);

  /**
   * Closes all subscriptions as their settings say, then all producers, then the connection. Called
   * by a handler it only starts all this. Idempotent.
   */
  @Override
  void close();

  /** Like {@link #close()}, within a given time for handlers and for sends. */
  void close(Duration within);

  /** Collects what a broker is made of; for one thread. */
  final class Builder {
    private final Opening opening;
    private final List<MqListener> listeners = new ArrayList<>();
    private boolean logging = true;

    private Builder(Opening opening) {
      this.opening = opening;
    }

    /** Tells a listener of everything that happens. */
    public Builder listener(MqListener listener) {
      listeners.add(listener);
      return this;
    }

    /** Whether events are logged through slf4j; default true. */
    public Builder logging(boolean value) {
      logging = value;
      return this;
    }

    /**
     * The broker.
     *
     * @throws MqException of kind CONFIGURATION if it can't be made
     */
    public Broker build() {
      return opening.open(listeners, logging);
    }

    private interface Opening {
      Broker open(List<MqListener> listeners, boolean logging);
    }
  }
}
