package io.mq4j.memory;

import io.mq4j.Faults;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.BrokerProvider;
import io.mq4j.spi.BrokerUrl;
import java.time.Duration;
import java.util.Set;

/**
 * Finds the broker that a URL names: {@code memory:orders} is the one that all URLs of this name in
 * this JVM share, made when it is first asked for; a bare {@code memory:} is a new one that nobody
 * else can reach, and that ends with its connection.
 *
 * <p>Options, for instance {@code memory:orders?partitions=4&lease=5s}: {@code partitions}, {@code
 * capacity} in bytes, {@code lease} and {@code maxBodyBytes}; see {@link MemoryBroker.Builder}. A
 * broker that is there already must have been built with what the URL asks for.
 *
 * <p>Safe for use by many threads.
 */
public final class MemoryProvider implements BrokerProvider {
  private static final Set<String> OPTIONS =
      Set.of("partitions", "capacity", "lease", "maxBodyBytes");

  /** For {@link java.util.ServiceLoader}. */
  public MemoryProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of(Settings.ADAPTER);
  }

  @Override
  public BrokerDriver open(BrokerUrl url) {
    Faults faults = new Faults("memory broker");
    url.knownOptions(OPTIONS, faults);
    faults.require(url.hosts().isEmpty(), "host", url.hosts(), "left out: memory:name has none");
    faults.require(url.user() == null, "user", "given", "left out: there is nothing to log in to");
    Settings asked = asked(url, Settings.usual(), faults);
    if (url.path().isEmpty()) {
      faults.throwIfAny();
      return new MemoryDriver(new Server("memory:", asked), true);
    }
    Server server = MemoryBroker.server(url.path(), faults, asked);
    Settings actual = server.settings;
    Settings same = asked(url, actual, faults);
    faults.require(same.equals(actual), "broker " + url.path(), actual, "as the URL says: " + same);
    faults.throwIfAny();
    return new MemoryDriver(server, false);
  }

  private static Settings asked(BrokerUrl url, Settings other, Faults faults) {
    return new Settings(
        (int) url.number("partitions", other.partitions(), 1, Settings.MOST_PARTITIONS, faults),
        url.number(
            "capacity", other.capacity(), Settings.LEAST_CAPACITY, Settings.MOST_CAPACITY, faults),
        lease(url, other.lease(), faults),
        (int)
            url.number("maxBodyBytes", other.maxBodyBytes(), 1, Settings.MOST_BODY_BYTES, faults));
  }

  private static Duration lease(BrokerUrl url, Duration other, Faults faults) {
    return url.duration("lease", other, Settings.SHORTEST_LEASE, Settings.LONGEST_LEASE, faults);
  }
}
