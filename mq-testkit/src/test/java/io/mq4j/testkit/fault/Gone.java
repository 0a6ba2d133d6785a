package io.mq4j.testkit.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Waits until processes that aren't our children have ended; one that nobody reaps has, too. */
final class Gone {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Gone() {}

  static void await(ProcessHandle... processes) {
    long start = System.nanoTime();
    for (ProcessHandle process : processes) {
      while (isThere(process)) {
        if (System.nanoTime() - start > LIMIT.toNanos()) {
          throw new AssertionError(process.pid() + " " + process.info() + " is still there");
        }
        Thread.onSpinWait();
      }
    }
  }

  static boolean isThere(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException ended) {
      return false;
    }
  }
}
