package io.mq4j.memory.mutants;

import java.util.List;
import java.util.stream.Stream;

/** All mutants, fresh ones at each call. */
final class Mutants {
  private Mutants() {}

  static List<Mutant> all() {
    return Stream.of(
            PublishMutants.all(),
            SubscribeMutants.all(),
            SettleMutants.all(),
            RedeliveryMutants.all(),
            OrderMutants.all(),
            DataMutants.all(),
            ConcurrencyMutants.all(),
            LifecycleMutants.all(),
            DeadLetterMutants.all(),
            IdempotencyMutants.all())
        .flatMap(List::stream)
        .toList();
  }

  static Mutant named(String name) {
    return all().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseGet(() -> new Mutant(Trial.REFERENCE, new Bug() {}, List.of()));
  }
}
