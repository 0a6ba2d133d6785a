package io.mq4j.memory.mutants;

import io.mq4j.Broker;
import io.mq4j.memory.MemoryFaults;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.testkit.Decorators;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A copy of the reference that differs by one bug. It may keep state: each is for one run.
 *
 * @param name what is wrong with it
 * @param bug how it is wrong
 * @param rules those that must notice, each by itself
 */
record Mutant(String name, Bug bug, List<String> rules) {
  /** The bug is in what the engine sees of the broker. */
  static Mutant below(String name, UnaryOperator<BrokerDriver> drivers, String... rules) {
    Bug bug =
        new Bug() {
          @Override
          public BrokerDriver below(BrokerDriver driver, MemoryFaults server) {
            return drivers.apply(driver);
          }
        };
    return new Mutant(name, bug, List.of(rules));
  }

  /** The bug is in what an application sees of the engine. */
  static Mutant above(String name, UnaryOperator<Broker> brokers, String... rules) {
    Bug bug =
        new Bug() {
          @Override
          public Broker above(Broker broker) {
            return brokers.apply(broker);
          }
        };
    return new Mutant(name, bug, List.of(rules));
  }

  /** The bug is in the decorators of handlers. */
  static Mutant around(String name, Decorators decorators, String... rules) {
    Bug bug =
        new Bug() {
          @Override
          public Decorators around() {
            return decorators;
          }
        };
    return new Mutant(name, bug, List.of(rules));
  }
}
