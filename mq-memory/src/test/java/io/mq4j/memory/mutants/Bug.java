package io.mq4j.memory.mutants;

import io.mq4j.Broker;
import io.mq4j.memory.MemoryFaults;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.testkit.Decorators;
import io.mq4j.testkit.FaultInjector;

/** Where a mutant differs from the reference; each method changes nothing by itself. */
interface Bug {
  /** Below the engine. */
  default BrokerDriver below(BrokerDriver driver, MemoryFaults server) {
    return driver;
  }

  /** Above the engine. */
  default Broker above(Broker broker) {
    return broker;
  }

  /** Around the handlers. */
  default Decorators around() {
    return new Decorators() {};
  }

  /** In how the server takes what happens to it. */
  default FaultInjector under(FaultInjector faults, MemoryFaults server) {
    return faults;
  }
}
