package io.mq4j.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the threads that a test has left behind. All that a test starts is in its own group, so
 * that several tests may run at once.
 */
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

  private final ThreadGroup group;

  ThreadWatch(ThreadGroup group) {
    this.group = group;
  }

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
    return alive(group).stream()
        .filter(each -> !each.equals(Thread.currentThread()))
        .filter(each -> SHARED.stream().noneMatch(each.getName()::startsWith))
        .filter(allowed.negate())
        .toList();
  }

  /** The live threads of a group and of the groups within it. */
  static Set<Thread> alive(ThreadGroup group) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(each -> within(group, each.getThreadGroup()))
        .collect(Collectors.toSet());
  }

  private static boolean within(ThreadGroup group, @Nullable ThreadGroup inner) {
    return inner != null && group.parentOf(inner);
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
