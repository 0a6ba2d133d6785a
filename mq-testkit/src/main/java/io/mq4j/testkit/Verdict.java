package io.mq4j.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** Runs a rule within its deadline, cleans up, and says what its history is worth. */
final class Verdict {
  /** The rule itself, or a part of the cleaning up. */
  interface Step {
    void run() throws Throwable;
  }

  private static final Duration CLOSE = Duration.ofSeconds(5);

  /** Holds all that a rule starts, directly or not, and hears of what nobody catches there. */
  private static final class Watched extends ThreadGroup {
    private final Queue<String> uncaught;

    Watched(String rule, Queue<String> uncaught) {
      super(rule);
      this.uncaught = uncaught;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable error) {
      uncaught.add(thread.getName() + ": " + error);
    }
  }

  private final RuleRun run;
  private final Path file;
  private final List<String> violations = new ArrayList<>();
  private final Queue<String> uncaught = new ConcurrentLinkedQueue<>();
  private final ThreadGroup group;

  Verdict(RuleRun run, Path folder, String testClass) {
    this.run = run;
    this.file = folder.resolve(testClass + "-" + run.rule() + ".jsonl");
    this.group = new Watched(run.rule(), uncaught);
  }

  void over(Step rule) throws Throwable {
    Throwable failure = within(run.patience().remaining().plusSeconds(2), "the rule", rule);
    run.patience().extend(run.scaled(Duration.ofSeconds(30)));
    cleanUp("healing", this::heal);
    cleanUp("closing", () -> close(run.clients()));
    if (!(failure instanceof TestAbortedException)) {
      cleanUp("draining", () -> violations.addAll(new Drain(run).run()));
    }
    cleanUp("closing", () -> close(run.clients()));
    run.threads().end();
    List<Thread> leaked =
        new ThreadWatch(group).leaked(run.scaled(Duration.ofSeconds(2)), run.harness()::owns);
    if (!leaked.isEmpty()) {
      violations.add("threads left after close: " + ThreadWatch.describe(leaked));
    }
    judge(failure);
  }

  private void heal() {
    boolean broken =
        run.recorder().events().stream().anyMatch(each -> each.kind() == Event.Kind.FAULT);
    if (broken) {
      run.harness().faults().ifPresent(FaultInjector::heal);
    }
  }

  private void close(List<Client> clients) throws Exception {
    for (Client each : clients) {
      each.close(run.scaled(CLOSE));
    }
    for (AutoCloseable each : run.others()) {
      each.close();
    }
  }

  private void cleanUp(String what, Step step) throws InterruptedException {
    Throwable failure = within(run.scaled(Duration.ofSeconds(40)), what, step);
    if (failure != null) {
      violations.add(what + " failed: " + Recorder.describe(failure));
    }
  }

  /** Runs a step in a thread that can be abandoned; answers with what went wrong. */
  private @Nullable Throwable within(Duration time, String what, Step step)
      throws InterruptedException {
    FutureTask<@Nullable Throwable> task =
        new FutureTask<>(
            () -> {
              try {
                step.run();
                return null;
              } catch (Throwable e) {
                return e;
              }
            });
    Thread thread = new Thread(group, task, "rule " + run.rule());
    thread.setDaemon(true);
    thread.start();
    try {
      Throwable failure = task.get(time.toMillis(), TimeUnit.MILLISECONDS);
      thread.join();
      return failure;
    } catch (TimeoutException e) {
      AssertionError hangs = new AssertionError(what + " did not end by its deadline");
      hangs.setStackTrace(thread.getStackTrace());
      thread.interrupt();
      thread.join(1000);
      return hangs;
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  private void judge(@Nullable Throwable failure) throws Throwable {
    if (failure instanceof TestAbortedException) {
      throw failure;
    }
    HistoryChecker checker = new HistoryChecker(run.history(), run.expectations());
    violations.addAll(checker.check());
    if (!run.expectations().uncaught) {
      uncaught.forEach(each -> violations.add("uncaught exception in " + each));
    }
    if (failure == null && violations.isEmpty()) {
      return;
    }
    Set<String> suspects = new LinkedHashSet<>(checker.suspects());
    throw new AssertionError(text(failure, suspects), failure);
  }

  private String text(@Nullable Throwable failure, Set<String> suspects) {
    List<Event> events = run.recorder().events();
    StringBuilder text = new StringBuilder(run.rule()).append(" broken");
    if (failure != null) {
      text.append(": ").append(failure.getMessage());
    }
    violations.forEach(each -> text.append("\n  - ").append(each));
    text.append("\nrepeat with mq.testkit.seed=").append(run.seed());
    try {
      text.append("; whole history in ").append(Timeline.write(file, events));
    } catch (IOException e) {
      text.append("; the history could not be written: ").append(e);
    }
    return text.append('\n').append(Timeline.of(events, suspects)).toString();
  }
}
