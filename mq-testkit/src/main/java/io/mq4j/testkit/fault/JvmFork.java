package io.mq4j.testkit.fault;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A main class that runs in a JVM of its own, with our JDK and class path, and talks with us in
 * lines (UTF-8): what it prints to its output we await, what we send it reads from its input.
 *
 * <p>Its error output goes to a temporary file and into errors. What it starts dies with it, and
 * all of it with us, as with {@link ServerProcess}. Safe for use by any thread; one daemon thread
 * reads its output.
 */
public final class JvmFork implements AutoCloseable {
  private final String name;
  private final LogFile errors;
  private final ChildProcess child;
  private final LineInbox inbox;

  private JvmFork(Builder plan) {
    name = plan.main.getSimpleName();
    errors = LogFile.temporary(name);
    ProcessBuilder builder =
        new ProcessBuilder().redirectError(Redirect.appendTo(errors.path().toFile()));
    builder.environment().putAll(plan.environment);
    try {
      child = ChildProcess.start(name, plan.command(), builder, true, errors);
    } catch (ProcessException e) {
      errors.discard();
      throw e;
    }
    inbox = new LineInbox(child.process().getInputStream(), name + "-output");
  }

  /**
   * Describes a fork.
   *
   * @param main a class with a main method
   * @return a builder
   */
  public static Builder builder(Class<?> main) {
    return new Builder(main);
  }

  /**
   * Takes the first line that matches out of those that the fork printed and nobody took yet,
   * waiting for it if need be. Lines that don't match stay for others to take.
   *
   * @param wanted which line
   * @param limit how long to wait
   * @return the line
   * @throws ProcessException if the time is over, or the fork ended without such a line
   */
  public String awaitLine(Predicate<String> wanted, Duration limit) {
    try {
      String line = inbox.take(wanted, limit);
      if (line != null) {
        return line;
      }
    } catch (InterruptedException e) {
      throw interrupted("a line", e);
    }
    String awaited = "a line that matches; it printed " + inbox.last();
    if (inbox.ended()) {
      throw ProcessException.exited(name, awaited, awaitExit(limit), errors);
    }
    throw ProcessException.timedOut(name, awaited, limit, errors);
  }

  /**
   * Sends the fork a line. Blocks while it has 64 KiB unread.
   *
   * @param line without a line break
   * @throws ProcessException if the fork has ended
   */
  public void send(String line) {
    if (line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("more than one line");
    }
    try {
      Shell.tell(child.process(), line);
    } catch (IOException e) {
      throw new ProcessException(
          ProcessException.Kind.EXITED, name + ": can't be told anything", errors.tail(), e);
    }
  }

  /** Kills the fork with SIGKILL, and returns when it is gone. */
  public void kill() {
    child.kill();
  }

  /** Stops it in its tracks (SIGSTOP), as a very long garbage collection would. */
  public void freeze() {
    child.freeze();
  }

  /** Lets a frozen fork go on (SIGCONT). */
  public void thaw() {
    child.thaw();
  }

  /**
   * Waits until the fork has ended.
   *
   * @param limit how long to wait
   * @return its exit code; 137 after SIGKILL
   * @throws ProcessException if the time is over
   */
  public int awaitExit(Duration limit) {
    try {
      if (child.awaitExit(limit)) {
        return child.process().exitValue();
      }
    } catch (InterruptedException e) {
      throw interrupted("its end", e);
    }
    throw ProcessException.timedOut(name, "its end", limit, errors);
  }

  /**
   * Whether the fork is there; a frozen one is.
   *
   * @return false once it has ended
   */
  public boolean isAlive() {
    return child.isAlive();
  }

  /**
   * The id of the fork's process.
   *
   * @return the process id
   */
  public long pid() {
    return child.process().pid();
  }

  /**
   * What the fork printed to its error output so far; nothing after close.
   *
   * @return the lines
   */
  public List<String> errors() {
    return errors.lines();
  }

  /** Kills the fork if it still runs and deletes its error file. May be called again. */
  @Override
  public void close() {
    try {
      child.kill();
      inbox.close();
    } finally {
      errors.discard();
    }
  }

  @Override
  public String toString() {
    return "JvmFork[" + name + ", pid " + pid() + (isAlive() ? "]" : ", ended]");
  }

  private ProcessException interrupted(String awaited, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ProcessException(
        ProcessException.Kind.INTERRUPTED,
        name + ": interrupted awaiting " + awaited,
        errors.tail(),
        e);
  }

  /** Collects what is needed to fork; not safe for use by several threads. */
  public static final class Builder {
    private final Class<?> main;
    private final List<String> args = new ArrayList<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    private Builder(Class<?> main) {
      this.main = main;
    }

    /**
     * More arguments for the main method.
     *
     * @param more in their order
     * @return this builder
     */
    public Builder args(String... more) {
      args.addAll(List.of(more));
      return this;
    }

    /**
     * More options for the JVM.
     *
     * @param more such as {@code -Xmx64m}
     * @return this builder
     */
    public Builder jvmOptions(String... more) {
      jvmOptions.addAll(List.of(more));
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
     * Forks. Each call starts one more JVM.
     *
     * @return the running fork
     */
    public JvmFork start() {
      return new JvmFork(this);
    }

    private List<String> command() {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-Dfile.encoding=UTF-8");
      command.add("-Dstdout.encoding=UTF-8");
      command.addAll(jvmOptions);
      command.add("-cp");
      command.add(String.join(File.pathSeparator, classPath()));
      command.add(main.getName());
      command.addAll(args);
      return command;
    }

    /** Modules' jars too, and the main class's own place, which a patched module doesn't tell. */
    private Set<String> classPath() {
      Set<String> all = new LinkedHashSet<>();
      all.addAll(List.of(System.getProperty("java.class.path", "").split(File.pathSeparator)));
      all.addAll(List.of(System.getProperty("jdk.module.path", "").split(File.pathSeparator)));
      CodeSource source = main.getProtectionDomain().getCodeSource();
      if (source != null) {
        try {
          all.add(Path.of(source.getLocation().toURI()).toString());
        } catch (URISyntaxException e) {
          throw new UncheckedIOException(new IOException("odd place of " + main, e));
        }
      }
      all.remove("");
      return all;
    }
  }
}
