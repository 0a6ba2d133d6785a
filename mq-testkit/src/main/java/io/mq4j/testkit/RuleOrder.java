package io.mq4j.testkit;

import java.util.Comparator;
import org.junit.jupiter.api.MethodDescriptor;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;

/** Runs rules family by family, PB2 in front of PB10. */
final class RuleOrder implements MethodOrderer {
  private static final Comparator<MethodDescriptor> BY_RULE =
      Comparator.comparing(
          method -> RuleNames.id(method.getMethod().getName()), CapabilityMatrix.BY_RULE);

  @Override
  public void orderMethods(MethodOrdererContext context) {
    context.getMethodDescriptors().sort(BY_RULE);
  }
}
