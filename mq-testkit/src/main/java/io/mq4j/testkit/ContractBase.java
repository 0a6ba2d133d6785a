package io.mq4j.testkit;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mq4j.Capabilities;
import io.mq4j.Feature;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.MqException.Kind;
import io.mq4j.spi.BrokerDriver;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** The words in which rules are written. */
@ExtendWith(ContractExtension.class)
@DisplayNameGeneration(RuleNames.class)
@TestMethodOrder(RuleOrder.class)
abstract class ContractBase {
  private @Nullable RuleRun run;

  /** How to reach the server under test; called once for each test, so share what is expensive. */
  protected abstract BrokerHarness harness();

  final void begin(RuleRun begun) {
    run = begun;
  }

  final RuleRun run() {
    return requireNonNull(run, "no rule is running");
  }

  /** A fresh recorded connection; closed by the suite. */
  final Client client() {
    return run().client();
  }

  /** A fresh driver, for rules below the engine; closed by the suite, and not recorded. */
  final BrokerDriver driver() {
    return run().closing(run().harness().driver());
  }

  /** Has something closed after the test, in front of the check for leaks. */
  final <T extends AutoCloseable> T closing(T other) {
    return run().closing(other);
  }

  /** A topic that nobody has used. */
  final String topic() {
    return run().topic("");
  }

  /** A topic that nobody has used, with a word in its name. */
  final String topic(String word) {
    return run().topic("-" + word);
  }

  /** A message with an id and a body of its own. */
  final Message message() {
    return run().message();
  }

  /** A message with a key. */
  final Message keyed(String key) {
    return message().key(key);
  }

  /** Several messages without a key. */
  final List<Message> messages(int n) {
    return IntStream.range(0, n).mapToObj(i -> message()).toList();
  }

  /** Several messages of one key. */
  final List<Message> messages(int n, String key) {
    return IntStream.range(0, n).mapToObj(i -> keyed(key)).toList();
  }

  /** Random numbers from the seed of this test. */
  final Random random() {
    return run().random();
  }

  final Capabilities declared() {
    return run().harness().capabilities();
  }

  final boolean supported(Feature feature) {
    return declared().has(feature);
  }

  /**
   * Asserts that what the adapter does not support is refused at once, by type. The report shows
   * the rule as a proved refusal.
   */
  final void assertRefused(Feature feature, Callable<?> request) {
    run().refused(feature + ": " + assertFails(Kind.UNSUPPORTED, request).getMessage());
  }

  /** Asserts that what the adapter does not support is refused by type, told through a future. */
  final void assertRefused(Feature feature, Future<?> request) {
    run().refused(feature + ": " + assertFails(Kind.UNSUPPORTED, request).getMessage());
  }

  /** Asserts that a call throws an error of this kind. */
  final MqException assertFails(Kind kind, Callable<?> call) {
    return ofKind(kind, failure(call));
  }

  /** Asserts that a future fails with an error of this kind. */
  final MqException assertFails(Kind kind, Future<?> future) {
    return ofKind(kind, failure(future));
  }

  private static MqException ofKind(Kind kind, MqException error) {
    assertEquals(kind, error.kind(), () -> "kind of " + error);
    return error;
  }

  /** Asserts that a future fails with one of our errors. */
  final MqException failure(Future<?> future) {
    return failure(() -> await("a failure", future));
  }

  /** Asserts that a call throws one of our errors, or answers with a future that fails with one. */
  final MqException failure(Callable<?> call) {
    Object answer;
    try {
      answer = call.call();
      if (answer instanceof Future<?> future) {
        answer = await("a failure", future);
      }
    } catch (MqException e) {
      return e;
    } catch (Exception e) {
      throw new AssertionError("must fail with an MqException, but failed with " + e, e);
    }
    throw new AssertionError("must fail, but answered with " + answer);
  }

  /** The fault injector, recorded, if it can do all this; else the rule ends as unverified. */
  final FaultInjector faults(FaultKind... needed) {
    FaultInjector injector = run().harness().faults().orElse(null);
    if (injector == null) {
      throw new UnverifiedException("there is no fault injector");
    }
    for (FaultKind each : needed) {
      if (!injector.supported().contains(each)) {
        throw new UnverifiedException("the fault injector can't " + each);
      }
    }
    return RecordingFaults.around(injector, run());
  }

  /** Ends the rule as unverified. */
  final UnverifiedException unverified(String why) {
    return new UnverifiedException(why);
  }

  final Decorators decorators() {
    return run().harness().decorators();
  }

  /** What the history checker shall bear. */
  final Expectations expect() {
    return run().expectations();
  }

  /** A time stretched by the harness's factor. */
  final Duration scaled(Duration time) {
    return run().scaled(time);
  }

  /** Gives this test more time than its tier has; stretched by the harness's factor. */
  final void allow(Duration time) {
    run().patience().extend(scaled(time));
  }

  /** Waits until a condition holds; gives up when nothing has happened for a while. */
  final void await(String what, BooleanSupplier condition) {
    run().patience().until(what, condition);
  }

  /** Waits until a condition holds, though nothing may happen for this (stretched) time. */
  final void await(String what, Duration inactive, BooleanSupplier condition) {
    run().patience().until(what, scaled(inactive), condition);
  }

  /** Waits for a future; an MqException that it fails with is thrown as it is. */
  final <T> T await(String what, Future<T> future) {
    return run().patience().get(what, future);
  }

  /** Waits for a latch; for use in rules, and in handlers that a rule holds on purpose. */
  final void await(String what, CountDownLatch latch) {
    run().patience().until(what, run().patience().remaining(), () -> latch.getCount() == 0);
  }

  /** Asserts that a condition keeps holding for a (stretched) time. */
  final void stays(String what, Duration time, BooleanSupplier condition) {
    if (!run().patience().stays(scaled(time), condition)) {
      throw new AssertionError("did not last for " + time.toMillis() + " ms: " + what);
    }
  }

  /** Runs something in a thread of its own, which ends with the test. */
  final <T> Future<T> inThread(String name, Callable<T> work) {
    return run().threads().start(name, work);
  }

  /** Runs all at once in threads of their own and waits for them; their first error is thrown. */
  final void together(List<Callable<Void>> works) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Void>> running =
        works.stream()
            .map(
                work ->
                    inThread(
                        "together",
                        () -> {
                          start.await();
                          return work.call();
                        }))
            .toList();
    start.countDown();
    running.forEach(each -> await("threads to end", each));
  }

  /** Writes a line into the history. */
  final void note(String what) {
    run().recorder().note(what);
  }
}
