package io.mq4j.testkit.fault;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real server, run as our own child process, that a test can stop, kill, freeze and start again.
 *
 * <p>Each start uses the same command, folder and environment, so ports and data are the same. The
 * server is the leader of its own session; what it starts is frozen, thawed and killed with it,
 * except a daemon that left both session and parent. It doesn't outlive our JVM: normal exit,
 * Ctrl-C and kill -9 end it. Needs a POSIX system; freeze waits for its effect on Linux only.
 *
 * <p>Safe for use by any thread: start, stop, restart and close take turns; the others work at any
 * time, also during a start that doesn't come to its end.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private final Builder plan;
  private final LogFile log;
  private final Object turn = new Object();
  private volatile @Nullable ChildProcess child;

  private ServerProcess(Builder plan) {
    this.plan = plan;
    this.log = plan.logFile == null ? LogFile.temporary(plan.name) : LogFile.at(plan.logFile);
  }

  /**
   * Describes a server.
   *
   * @param command program and arguments
   * @return a builder
   */
  public static Builder builder(String... command) {
    return new Builder(List.of(command));
  }

  /**
   * A builder with the same settings.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    return new Builder(plan);
  }

  /**
   * Starts the server and waits until it is ready. If it doesn't become ready it is killed.
   *
   * @throws ProcessException if it runs already, exits, or isn't ready in time
   */
  public void start() {
    synchronized (turn) {
      if (isAlive()) {
        throw failure(ProcessException.Kind.NOT_RUNNING, "can't be started: it runs already");
      }
      killRest();
      LogFile fresh = log.fromNow();
      ProcessBuilder builder =
          new ProcessBuilder()
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(log.path().toFile()));
      if (plan.directory != null) {
        builder.directory(plan.directory.toFile());
      }
      builder.environment().putAll(plan.environment);
      ChildProcess started = ChildProcess.start(plan.name, plan.command, builder, false, fresh);
      child = started;
      boolean ready = false;
      try {
        awaitReady(started, fresh);
        ready = true;
      } finally {
        if (!ready) {
          started.kill();
        }
      }
    }
  }

  /**
   * Asks the server to end (SIGTERM, to the server itself), and kills it if it still runs after the
   * stop time-out. A frozen server is thawed to hear it. What it leaves behind is killed. Does
   * nothing when it isn't running.
   */
  public void stop() {
    synchronized (turn) {
      ChildProcess running = child;
      if (running == null) {
        return;
      }
      if (running.isAlive()) {
        running.terminate();
        try {
          running.awaitExit(plan.stopTimeout);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      running.kill();
    }
  }

  /** Kills the server and all that it started with SIGKILL, and returns when it is gone. */
  public void kill() {
    killRest();
  }

  /** Stops it in its tracks (SIGSTOP): its connections stay open and nobody answers. */
  public void freeze() {
    running().freeze();
  }

  /** Lets a frozen server go on (SIGCONT). */
  public void thaw() {
    running().thaw();
  }

  /** Stops it if it runs, and starts it again with the same command, port and data. */
  public void restart() {
    synchronized (turn) {
      stop();
      start();
    }
  }

  /**
   * Whether the process is there; a frozen one is.
   *
   * @return true from start to its end
   */
  public boolean isAlive() {
    ChildProcess current = child;
    return current != null && current.isAlive();
  }

  /**
   * The id of the server's process, of the last start if it has ended.
   *
   * @return the process id
   */
  public long pid() {
    ChildProcess current = child;
    if (current == null) {
      throw failure(ProcessException.Kind.NOT_RUNNING, "was never started");
    }
    return current.process().pid();
  }

  /**
   * The last lines that the server logged.
   *
   * @return at most 20 lines, oldest first
   */
  public List<String> logTail() {
    return log.tail();
  }

  /** Stops the server and deletes its log if that was a temporary file. May be called again. */
  @Override
  public void close() {
    try {
      stop();
    } finally {
      log.discard();
    }
  }

  @Override
  public String toString() {
    return "ServerProcess[" + plan.name + (isAlive() ? ", pid " + pid() : ", not running") + "]";
  }

  private void killRest() {
    ChildProcess current = child;
    if (current != null) {
      current.kill();
    }
  }

  private ChildProcess running() {
    ChildProcess current = child;
    if (current == null || !current.isAlive()) {
      throw failure(ProcessException.Kind.NOT_RUNNING, "is not running");
    }
    return current;
  }

  private ProcessException failure(ProcessException.Kind kind, String problem) {
    return new ProcessException(kind, plan.name + " " + problem, log.tail(), null);
  }

  private void awaitReady(ChildProcess started, LogFile fresh) {
    String what = plan.readiness.what();
    long deadline = System.nanoTime() + plan.readyTimeout.toNanos();
    Exception last = null;
    try {
      do {
        try {
          if (plan.readiness.holds(fresh)) {
            return;
          }
          last = null;
        } catch (InterruptedException e) {
          throw e;
        } catch (Exception notYet) {
          last = notYet;
        }
        if (started.awaitExit(POLL)) {
          throw ProcessException.exited(plan.name, what, started.process().exitValue(), fresh);
        }
      } while (System.nanoTime() - deadline < 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(ProcessException.Kind.INTERRUPTED, "was interrupted awaiting " + what);
    }
    throw ProcessException.timedOut(plan.name, what, plan.readyTimeout, fresh, last);
  }

  /** Collects what is needed to start a server; not safe for use by several threads. */
  public static final class Builder {
    private final List<String> command;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private String name;
    private @Nullable Path directory;
    private @Nullable Path logFile;
    private Readiness readiness = Readiness.started();
    private Duration readyTimeout = Duration.ofSeconds(30);
    private Duration stopTimeout = Duration.ofSeconds(10);

    private Builder(List<String> command) {
      if (command.isEmpty()) {
        throw new IllegalArgumentException("the command is empty");
      }
      this.command = List.copyOf(command);
      Path program = Path.of(command.get(0)).getFileName();
      this.name = program == null ? command.get(0) : program.toString();
    }

    private Builder(Builder other) {
      command = other.command;
      environment.putAll(other.environment);
      name = other.name;
      directory = other.directory;
      logFile = other.logFile;
      readiness = other.readiness;
      readyTimeout = other.readyTimeout;
      stopTimeout = other.stopTimeout;
    }

    /**
     * What errors and files call it; by default the program's file name.
     *
     * @param value letters, digits, dot, dash and underscore
     * @return this builder
     */
    public Builder name(String value) {
      if (!value.matches("[A-Za-z0-9._-]+")) {
        throw new IllegalArgumentException("not a name for a process: " + value);
      }
      name = value;
      return this;
    }

    /**
     * The folder it runs in; by default ours.
     *
     * @param value an existing folder
     * @return this builder
     */
    public Builder directory(Path value) {
      directory = value;
      return this;
    }

    /**
     * One more environment variable, beside those that we have ourselves.
     *
     * @param variable its name
     * @param value its value
     * @return this builder
     */
    public Builder environment(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    /**
     * Where its output and error output are appended; by default a temporary file.
     *
     * @param value a file in an existing folder; it is kept
     * @return this builder
     */
    public Builder logFile(Path value) {
      logFile = value;
      return this;
    }

    /**
     * When it counts as ready; by default at once.
     *
     * @param value what to wait for
     * @return this builder
     */
    public Builder readiness(Readiness value) {
      readiness = value;
      return this;
    }

    /**
     * How long a start may take; by default 30 seconds.
     *
     * @param value more than zero
     * @return this builder
     */
    public Builder readyTimeout(Duration value) {
      readyTimeout = positive("readyTimeout", value);
      return this;
    }

    /**
     * How long it has to end by itself before it is killed; by default 10 seconds.
     *
     * @param value more than zero
     * @return this builder
     */
    public Builder stopTimeout(Duration value) {
      stopTimeout = positive("stopTimeout", value);
      return this;
    }

    /**
     * The handle; nothing is started yet.
     *
     * @return a new handle, independent of this builder
     */
    public ServerProcess build() {
      return new ServerProcess(new Builder(this));
    }

    private static Duration positive(String property, Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException(property + " must be more than zero, was " + value);
      }
      return value;
    }
  }
}
