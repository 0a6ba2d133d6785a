package io.mq4j.testkit.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One run of a command as our own child, with everything that it starts. It doesn't outlive us: a
 * shutdown hook ends it, and a watchdog of its own where no hook can run (kill -9). Safe for use by
 * any thread.
 */
final class ChildProcess {
  private static final Duration KILL_LIMIT = Duration.ofSeconds(20);
  private static final Duration FREEZE_LIMIT = Duration.ofSeconds(5);

  private final String name;
  private final LogFile log;
  private final Process process;
  private final Process watchdog;
  private final Thread hook;
  private boolean released;

  private ChildProcess(String name, LogFile log, Process process, Process watchdog) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.watchdog = watchdog;
    this.hook = new Thread(() -> Shell.signal("KILL", process.pid()), "end-" + name);
  }

  /** The builder has all but the command; with keepInput its input stays connected to us. */
  static ChildProcess start(
      String name, List<String> command, ProcessBuilder builder, boolean keepInput, LogFile log) {
    try {
      Process watchdog = Shell.watchdog();
      Process process;
      try {
        process = builder.command(Shell.gated(command, keepInput)).start();
      } catch (IOException e) {
        watchdog.getOutputStream().close();
        throw e;
      }
      ChildProcess child = new ChildProcess(name, log, process, watchdog);
      Runtime.getRuntime().addShutdownHook(child.hook);
      Shell.tell(watchdog, Long.toString(process.pid()));
      Shell.tell(process, "go");
      return child;
    } catch (IOException e) {
      throw new ProcessException(
          ProcessException.Kind.NOT_RUNNING, name + ": could not be started", List.of(), e);
    }
  }

  Process process() {
    return process;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** False when it still runs after that time. */
  boolean awaitExit(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  void terminate() {
    process.destroy();
    // A frozen process gets the signal when it is thawed.
    signal("CONT");
  }

  void kill() {
    signal("KILL");
    boolean interrupted = Thread.interrupted();
    long deadline = System.nanoTime() + KILL_LIMIT.toNanos();
    try {
      while (process.isAlive()) {
        try {
          if (!awaitExit(Duration.ofNanos(deadline - System.nanoTime()))) {
            throw ProcessException.timedOut(name, "its end after SIGKILL", KILL_LIMIT, log);
          }
        } catch (InterruptedException e) {
          // Whoever interrupts wants to go on, but never with the process still there.
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    release();
  }

  void freeze() {
    signal("STOP");
    long deadline = System.nanoTime() + FREEZE_LIMIT.toNanos();
    while (process.isAlive() && runs()) {
      if (System.nanoTime() > deadline) {
        throw ProcessException.timedOut(name, "SIGSTOP to take effect", FREEZE_LIMIT, log);
      }
      Thread.onSpinWait();
    }
  }

  void thaw() {
    signal("CONT");
  }

  /** All is over: nobody is to be ended any more. */
  private synchronized void release() {
    if (released) {
      return;
    }
    released = true;
    try {
      Shell.tell(watchdog, "end");
      watchdog.getOutputStream().close();
    } catch (IOException e) {
      // Somebody ended the watchdog: there is nothing left for it to do.
      watchdog.destroyForcibly();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs by itself now, and finds nobody.
      return;
    }
  }

  private synchronized void signal(String signal) {
    // Once it is reaped its id may belong to somebody else.
    if (!released) {
      Shell.signal(signal, process.pid());
    }
  }

  private boolean runs() {
    Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
    if (!Files.isDirectory(tasks)) {
      return false;
    }
    try (Stream<Path> all = Files.list(tasks)) {
      return all.anyMatch(ChildProcess::isRunning);
    } catch (IOException | UncheckedIOException e) {
      // Threads come and go while we look.
      return process.isAlive();
    }
  }

  private static boolean isRunning(Path task) {
    try {
      String stat = Files.readString(task.resolve("stat"));
      char state = stat.charAt(stat.lastIndexOf(')') + 2);
      // In D (disk, or vfork of a stopped child) no more code of its own runs before it stops.
      return state == 'R' || state == 'S';
    } catch (IOException gone) {
      return false;
    }
  }
}
