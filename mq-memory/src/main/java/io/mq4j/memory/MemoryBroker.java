package io.mq4j.memory;

import io.mq4j.Broker;
import io.mq4j.Faults;
import io.mq4j.MqException;
import io.mq4j.spi.BrokerDriver;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A broker inside this JVM, the server itself: what is confirmed is kept here, whatever becomes of
 * connections, until this is closed or the JVM ends. {@code Broker.connect("memory:orders")} and
 * {@code MemoryBroker.named("orders").connect()} reach the same one.
 *
 * <p>A topic comes into being when it is first used, as a log with partitions. A message goes to
 * the partition of its key, or without a key to the partitions in turn. It is kept for groups to
 * come: what every group of its topic has settled until a quarter of the capacity is full, what no
 * group has asked for until all of it is; the oldest goes first. If all that is left is owed to
 * some group, sends wait until there is room.
 *
 * <p>A group keeps what it is owed while it has no members. A member that is silent for the lease
 * is taken for dead: its messages go to others, as one attempt more. Safe for use by many threads.
 */
public final class MemoryBroker implements AutoCloseable {
  /** Two URLs of one name must meet somewhere; each entry lives until its broker is closed. */
  private static final ConcurrentHashMap<String, MemoryBroker> NAMED = new ConcurrentHashMap<>();

  private final String name;
  private final Server server;

  private MemoryBroker(String name, Settings settings) {
    this.name = name;
    this.server = new Server("memory:" + name, settings);
  }

  /** The broker of this name, made with the usual settings if there is none. */
  public static MemoryBroker named(String name) {
    requireName(name, new Faults("MemoryBroker")).throwIfAny();
    return NAMED.computeIfAbsent(name, free -> new MemoryBroker(free, Settings.usual()));
  }

  static Server server(String name, Faults faults, Settings settings) {
    requireName(name, faults).throwIfAny();
    return NAMED.computeIfAbsent(name, free -> new MemoryBroker(free, settings)).server;
  }

  private static Faults requireName(String name, Faults faults) {
    return faults.require(!name.isBlank(), "name", "'" + name + "'", "not blank");
  }

  /** Starts a broker with settings of its own. */
  public static Builder builder(String name) {
    return new Builder(name, Settings.usual());
  }

  /** A builder that begins with the name and settings of this broker. */
  public Builder toBuilder() {
    return new Builder(name, server.settings);
  }

  /** The name, as in {@code memory:name}. */
  public String name() {
    return name;
  }

  /** A new connection; to close it leaves this broker as it is. */
  public Broker connect() {
    return Broker.builder(driver()).build();
  }

  /** A new driver, for {@link Broker#builder(BrokerDriver)} and for tests of drivers. */
  public BrokerDriver driver() {
    return new MemoryDriver(server, false);
  }

  /** What can be made to go wrong with this broker. */
  public MemoryFaults faults() {
    return new MemoryFaults(server);
  }

  /** How many bytes the messages take at present, as the capacity counts them. */
  public long usedBytes() {
    return server.room.used();
  }

  /**
   * Breaks all connections for good, and frees the name and all messages. Idempotent; a broker that
   * has got the name meanwhile stays.
   */
  @Override
  public void close() {
    NAMED.remove(name, this);
    server.close();
  }

  @Override
  public String toString() {
    return server.name;
  }

  /** Collects the settings of a broker; for one thread. */
  public static final class Builder {
    private final String name;
    private int partitions;
    private long capacity;
    private Duration lease;
    private int maxBodyBytes;

    private Builder(String name, Settings settings) {
      this.name = name;
      partitions = settings.partitions();
      capacity = settings.capacity();
      lease = settings.lease();
      maxBodyBytes = settings.maxBodyBytes();
    }

    /** How many partitions each topic has: 1 to 1,024; default 16. */
    public Builder partitions(int value) {
      partitions = value;
      return this;
    }

    /**
     * How many bytes all messages may take, each counted with its key and headers and about what
     * the objects around it take: 1 KiB to 1 TiB; default 256 MiB, but at most a quarter of the
     * heap. A single larger message is taken when there is no other.
     */
    public Builder capacity(long value) {
      capacity = value;
      return this;
    }

    /** After how much silence a member is taken for dead: 10 ms to 1 day; default 30 s. */
    public Builder lease(Duration value) {
      lease = value;
      return this;
    }

    /** The largest body that is taken: 1 byte to 1 GiB; default 1 MiB. */
    public Builder maxBodyBytes(int value) {
      maxBodyBytes = value;
      return this;
    }

    /**
     * The broker, up and reachable by its name.
     *
     * @throws MqException of kind CONFIGURATION if a setting is out of its bounds, or if there is a
     *     broker of this name
     */
    public MemoryBroker build() {
      Faults faults = requireName(name, new Faults("MemoryBroker"));
      Settings settings = new Settings(partitions, capacity, lease, maxBodyBytes);
      MemoryBroker broker = new MemoryBroker(name, settings.check(faults));
      if (NAMED.putIfAbsent(name, broker) != null) {
        faults.require(false, "name", name, "free: close the broker that has it").throwIfAny();
      }
      return broker;
    }
  }
}
