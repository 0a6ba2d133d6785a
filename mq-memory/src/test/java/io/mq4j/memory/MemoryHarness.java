package io.mq4j.memory;

import io.mq4j.Broker;
import io.mq4j.MqListener;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.testkit.BrokerHarness;
import io.mq4j.testkit.FaultInjector;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** The memory broker as the contract suite sees it, or a copy that differs in one thing. */
public final class MemoryHarness implements BrokerHarness {
  private final MemoryBroker server;
  private final UnaryOperator<BrokerDriver> drivers;
  private final UnaryOperator<Broker> brokers;
  private final Map<Broker, MortalDriver> clients = new ConcurrentHashMap<>();
  private final AtomicInteger topics = new AtomicInteger();

  MemoryHarness(MemoryBroker server) {
    this(server, UnaryOperator.identity(), UnaryOperator.identity());
  }

  /** A copy: what drivers do below the engine and brokers above it may differ. */
  public MemoryHarness(
      MemoryBroker server, UnaryOperator<BrokerDriver> drivers, UnaryOperator<Broker> brokers) {
    this.server = server;
    this.drivers = drivers;
    this.brokers = brokers;
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Broker connect(MqListener listener) {
    MortalDriver driver = new MortalDriver(server.driver());
    Broker broker =
        brokers.apply(
            Broker.builder(drivers.apply(driver)).listener(listener).logging(false).build());
    clients.put(broker, driver);
    return broker;
  }

  @Override
  public BrokerDriver driver() {
    return drivers.apply(server.driver());
  }

  @Override
  public String provision(String hint) {
    return hint + "-" + topics.incrementAndGet();
  }

  @Override
  public Optional<FaultInjector> faults() {
    return Optional.of(new MemoryTestFaults(server.faults(), clients));
  }

  @Override
  public Map<String, String> waivers() {
    return Map.of(
        "SE1", "there is no network, so there is no TLS",
        "SE2", "there is nothing to log in to",
        "SE3", "whoever is in this JVM may use every topic");
  }
}
