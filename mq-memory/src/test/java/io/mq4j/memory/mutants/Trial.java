package io.mq4j.memory.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.mq4j.MqException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

/**
 * One rule over one mutant.
 *
 * @param text what the suite said, without the timeline
 */
record Trial(String mutant, Rule rule, Verdict verdict, String text, Duration took) {
  enum Verdict {
    /** The rule noticed. */
    KILLED,
    /** It did not. */
    SURVIVED,
    /** The rule is waived, or can't be verified on the reference. */
    SKIPPED,
    /** Something failed, but not the rule: the mutant or the harness is no good. */
    CRASHED
  }

  /** The reference itself, which must survive. */
  static final String REFERENCE = "the reference";

  static Trial of(String mutant, Rule rule) {
    // What a bug makes a rule wait for never comes; a sound broker gets all the time there is.
    String factor = mutant.equals(REFERENCE) ? "1" : "0.2";
    long began = System.nanoTime();
    Event end =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectMethod(MutantContract.class, rule.method()))
            .configurationParameter(MutantContract.MUTANT, mutant)
            .configurationParameter("mq.testkit.factor", factor)
            .configurationParameter("mq.testkit.report", "off")
            .configurationParameter(
                "mq.testkit.history", "target/mq-mutants/" + mutant.replace(' ', '-'))
            .execute()
            .testEvents()
            .filter(event -> event.getType() == EventType.FINISHED)
            .findFirst()
            .orElseThrow();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    TestExecutionResult result = end.getRequiredPayload(TestExecutionResult.class);
    return switch (result.getStatus()) {
      case SUCCESSFUL -> new Trial(mutant, rule, Verdict.SURVIVED, "", took);
      case ABORTED -> new Trial(mutant, rule, Verdict.SKIPPED, "", took);
      case FAILED -> failed(mutant, rule, result.getThrowable().orElseThrow(), took);
    };
  }

  private static Trial failed(String mutant, Rule rule, Throwable failure, Duration took) {
    String text =
        String.valueOf(failure.getMessage())
            .lines()
            .takeWhile(line -> !line.startsWith("repeat with"))
            .collect(Collectors.joining(";"));
    Throwable cause = failure.getCause();
    boolean noticed =
        failure instanceof AssertionError
            && text.startsWith(rule.id() + " broken")
            && !text.contains("uncaught exception")
            && (cause == null || cause instanceof AssertionError || cause instanceof MqException);
    return noticed
        ? new Trial(mutant, rule, Verdict.KILLED, text, took)
        : new Trial(mutant, rule, Verdict.CRASHED, failure + " by " + cause, took);
  }

  @Override
  public String toString() {
    return verdict + " " + mutant + ": " + rule.id() + " " + text + " (" + took.toMillis() + " ms)";
  }
}
