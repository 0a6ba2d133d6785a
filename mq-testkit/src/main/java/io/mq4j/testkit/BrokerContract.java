package io.mq4j.testkit;

/**
 * All rules that an adapter keeps. An adapter's test extends it and supplies a {@link
 * BrokerHarness}; nothing can be overridden. What an adapter does not support it must refuse; what
 * it does not keep it waives, with a reason.
 *
 * <p>JUnit's configuration parameters: {@code mq.testkit.seed} repeats a run, {@code
 * mq.testkit.factor} stretches all time limits, {@code mq.testkit.strict} turns unverified rules
 * into failures, {@code mq.testkit.report} names the folder of reports, or {@code off}.
 */
public abstract class BrokerContract extends StressRules {
  /** For subclasses. */
  protected BrokerContract() {}
}
