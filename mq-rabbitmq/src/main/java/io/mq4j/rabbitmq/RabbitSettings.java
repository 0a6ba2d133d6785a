package io.mq4j.rabbitmq;

import com.rabbitmq.client.Address;
import io.mq4j.Faults;
import io.mq4j.spi.BrokerUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a URL says.
 *
 * @param partitions into how many queues an ordered group is cut; the same for all its consumers
 * @param window the most unconfirmed sends of a producer
 */
record RabbitSettings(
    String name,
    List<Address> hosts,
    String user,
    String password,
    String virtualHost,
    int partitions,
    int window,
    Duration connectTimeout,
    Duration heartbeat) {
  private static final Set<String> OPTIONS =
      Set.of("partitions", "window", "connectTimeout", "heartbeat");

  static RabbitSettings from(BrokerUrl url) {
    Faults faults = new Faults("broker URL " + url);
    url.knownOptions(OPTIONS, faults);
    List<Address> hosts = new ArrayList<>();
    for (String host : url.hosts()) {
      try {
        hosts.add(Address.parseAddress(host));
      } catch (IllegalArgumentException e) {
        faults.require(false, "host", host, "host or host:port");
      }
    }
    faults.require(!url.hosts().isEmpty(), "host", "missing", "host or host:port");
    String path = url.path();
    RabbitSettings settings =
        new RabbitSettings(
            "amqp://" + String.join(",", url.hosts()),
            List.copyOf(hosts),
            url.user() == null ? "guest" : url.user(),
            url.password() == null ? "guest" : url.password(),
            path.length() < 2 ? "/" : path.substring(1),
            (int) url.number("partitions", 8, 1, Topology.SLOTS, faults),
            (int) url.number("window", 2000, 1, 1 << 16, faults),
            url.duration(
                "connectTimeout",
                Duration.ofSeconds(10),
                Duration.ofMillis(100),
                Duration.ofMinutes(5),
                faults),
            url.duration(
                "heartbeat",
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofMinutes(10),
                faults));
    faults.throwIfAny();
    return settings;
  }

  /** The name alone: the record's own text would show the password. */
  @Override
  public String toString() {
    return name;
  }
}
