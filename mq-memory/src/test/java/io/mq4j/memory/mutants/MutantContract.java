package io.mq4j.memory.mutants;

import io.mq4j.memory.MemoryBroker;
import io.mq4j.testkit.BrokerContract;
import io.mq4j.testkit.BrokerHarness;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The contract over one mutant, as a configuration parameter says; run by {@link Trial}. */
@ExtendWith(MutantContract.Chosen.class)
final class MutantContract extends BrokerContract {
  static final String MUTANT = "mq.mutant";

  private final MemoryBroker server =
      MemoryBroker.builder("mutant-" + UUID.randomUUID()).partitions(4).build();
  private final BrokerHarness harness;

  MutantContract(Mutant mutant) {
    harness = new MutantHarness(server, mutant);
  }

  @Override
  protected BrokerHarness harness() {
    return harness;
  }

  @AfterEach
  void end() {
    server.close();
  }

  static final class Chosen implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Mutant.class;
    }

    @Override
    public Mutant resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return Mutants.named(context.getConfigurationParameter(MUTANT).orElse(""));
    }
  }
}
