package io.mq4j.testkit;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Compares the threads before a test with those after it. */
final class ThreadWatch {
  /** Threads that the JDK keeps for everybody once somebody needed them. */
  private static final List<String> SHARED =
      List.of(
          "CompletableFutureDelayScheduler",
          "ForkJoinPool",
          "Common-Cleaner",
          "Cleaner-",
          "process reaper",
          "Keep-Alive-Timer",
          "Attach Listener",
          "Signal Dispatcher",
          "VirtualThread-unparker",
          "VirtualThread-unblocker",
          "Read-Poller",
          "Write-Poller",
          "MasterPoller",
          "JNA Cleaner",
          "junit-");

  private final Set<Thread> before = new HashSet<>(alive());

  /** Those that are still there after a time for them to end. */
  List<Thread> leaked(Duration within, Predicate<Thread> allowed) throws InterruptedException {
    long end = System.nanoTime() + within.toNanos();
    for (Thread each : news(allowed)) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left > 0) {
        each.join(left);
      }
    }
    return news(allowed);
  }

  private List<Thread> news(Predicate<Thread> allowed) {
    return alive().stream()
        .filter(each -> !each.equals(Thread.currentThread()) && !before.contains(each))
        .filter(each -> SHARED.stream().noneMatch(each.getName()::startsWith))
        .filter(allowed.negate())
        .toList();
  }

  private static Set<Thread> alive() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .collect(Collectors.toSet());
  }

  static String describe(List<Thread> threads) {
    return threads.stream()
        .map(
            each -> {
              StackTraceElement[] stack = each.getStackTrace();
              return each.getName() + (stack.length == 0 ? "" : " at " + stack[0]);
            })
        .collect(Collectors.joining(", "));
  }
}
