package io.mq4j.memory.mutants;

import io.mq4j.Broker;
import io.mq4j.Capabilities;
import io.mq4j.MqListener;
import io.mq4j.memory.MemoryBroker;
import io.mq4j.memory.MemoryHarness;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.testkit.BrokerHarness;
import io.mq4j.testkit.Decorators;
import io.mq4j.testkit.FaultInjector;
import java.util.Map;
import java.util.Optional;

/** A mutant as the contract suite sees it; it declares what the reference can do. */
final class MutantHarness implements BrokerHarness {
  private final MemoryBroker server;
  private final Bug bug;
  private final MemoryHarness harness;

  MutantHarness(MemoryBroker server, Mutant mutant) {
    this.server = server;
    this.bug = mutant.bug();
    this.harness =
        new MemoryHarness(server, driver -> bug.below(driver, server.faults()), bug::above);
  }

  @Override
  public String name() {
    return "mutant";
  }

  @Override
  public Broker connect(MqListener listener) {
    return harness.connect(listener);
  }

  @Override
  public BrokerDriver driver() {
    return harness.driver();
  }

  @Override
  public String provision(String hint) {
    return harness.provision(hint);
  }

  @Override
  public Capabilities capabilities() {
    try (BrokerDriver driver = server.driver()) {
      return driver.capabilities();
    }
  }

  @Override
  public Optional<FaultInjector> faults() {
    return harness.faults().map(faults -> bug.under(faults, server.faults()));
  }

  @Override
  public Map<String, String> waivers() {
    return harness.waivers();
  }

  @Override
  public Decorators decorators() {
    return bug.around();
  }
}
