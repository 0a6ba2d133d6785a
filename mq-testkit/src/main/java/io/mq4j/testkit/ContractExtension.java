package io.mq4j.testkit;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/** Runs each rule under its deadline and lets the history checker have the last word. */
final class ContractExtension implements InvocationInterceptor {
  private static final Map<String, Duration> DEADLINES =
      Map.of(
          "core", Duration.ofSeconds(30),
          "fault", Duration.ofSeconds(90),
          "stress", Duration.ofMinutes(30));

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    if (!(context.getRequiredTestInstance() instanceof ContractBase contract)
        || !context.getTags().contains(RuleNames.id(method.getExecutable().getName()))) {
      invocation.proceed();
      return;
    }
    Parameters parameters = new Parameters(context);
    BrokerHarness harness = contract.harness();
    RuleRun run = run(method.getExecutable().getName(), harness, parameters, context);
    Report report = Report.of(context);
    RuleResult result = RuleResult.of(harness.name(), method.getExecutable().getName());
    try {
      String waiver = harness.waivers().get(run.rule());
      if (waiver != null) {
        invocation.skip();
        report.add(result.waived(waiver));
        throw new TestAbortedException("waived: " + waiver);
      }
      contract.begin(run);
      String testClass = context.getRequiredTestClass().getName();
      new Verdict(run, parameters.histories(), testClass).over(invocation::proceed);
      String refusal = run.refusal();
      report.add(refusal == null ? result.passed() : result.refused(refusal));
    } catch (UnverifiedException e) {
      report.add(result.unverified(String.valueOf(e.getMessage())));
      if (parameters.strict()) {
        throw new AssertionError(
            run.rule() + " is " + e.getMessage() + ", and the suite is strict", e);
      }
      throw e;
    } catch (TestAbortedException e) {
      throw e;
    } catch (Throwable e) {
      report.add(result.failed(String.valueOf(e.getMessage())));
      throw e;
    }
  }

  private static RuleRun run(
      String method, BrokerHarness harness, Parameters parameters, ExtensionContext context) {
    String tier =
        context.getTags().stream().filter(DEADLINES::containsKey).findFirst().orElse("core");
    Duration deadline = DEADLINES.getOrDefault(tier, Duration.ofSeconds(30));
    Duration inactivity = tier.equals("core") ? Duration.ofSeconds(5) : Duration.ofSeconds(20);
    double factor = harness.timeFactor() * parameters.factor();
    return new RuleRun(
        RuleNames.id(method), parameters.seed(), factor, harness, deadline, inactivity);
  }

  private record Parameters(ExtensionContext context) {
    boolean strict() {
      return context
          .getConfigurationParameter("mq.testkit.strict")
          .map(Boolean::valueOf)
          .orElse(false);
    }

    double factor() {
      return context
          .getConfigurationParameter("mq.testkit.factor")
          .map(Double::valueOf)
          .orElse(1.0);
    }

    Path histories() {
      return Path.of(
          context.getConfigurationParameter("mq.testkit.history").orElse("target/mq-history"));
    }

    long seed() {
      return context
          .getConfigurationParameter("mq.testkit.seed")
          .map(Long::valueOf)
          .orElseGet(() -> ThreadLocalRandom.current().nextLong());
    }
  }
}
