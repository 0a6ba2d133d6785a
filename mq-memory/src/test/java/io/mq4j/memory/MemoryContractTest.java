package io.mq4j.memory;

import io.mq4j.testkit.BrokerContract;
import io.mq4j.testkit.BrokerHarness;
import org.junit.jupiter.api.AfterEach;

final class MemoryContractTest extends BrokerContract {
  private final MemoryBroker server = MemoryBroker.builder("contract").partitions(4).build();

  @Override
  protected BrokerHarness harness() {
    return new MemoryHarness(server);
  }

  @AfterEach
  void end() {
    server.close();
  }
}
