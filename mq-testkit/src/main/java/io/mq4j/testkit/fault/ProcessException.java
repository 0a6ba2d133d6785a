package io.mq4j.testkit.fault;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process didn't do what was awaited of it. The message says what that was, for how long, and
 * ends with the last lines that the process logged. Immutable.
 */
public final class ProcessException extends RuntimeException {
  /** How it went wrong. */
  public enum Kind {
    /** The process could not be started, or is not running. */
    NOT_RUNNING,
    /** The process ended while something else was awaited. */
    EXITED,
    /** The time is over. */
    TIMED_OUT,
    /** The waiting thread was interrupted; its flag is set. */
    INTERRUPTED
  }

  /** How it went wrong. */
  private final Kind kind;

  /** The last logged lines, oldest first. */
  private final List<String> logTail;

  ProcessException(Kind kind, String message, List<String> logTail, @Nullable Throwable cause) {
    super(message + section(logTail), cause);
    this.kind = kind;
    this.logTail = List.copyOf(logTail);
  }

  static ProcessException timedOut(String name, String awaited, Duration limit, LogFile log) {
    return timedOut(name, awaited, limit, log, null);
  }

  static ProcessException timedOut(
      String name, String awaited, Duration limit, LogFile log, @Nullable Throwable cause) {
    String message = name + ": awaited " + awaited + ", for " + limit.toMillis() + " ms";
    return new ProcessException(Kind.TIMED_OUT, message, log.tail(), cause);
  }

  static ProcessException exited(String name, String awaited, int code, LogFile log) {
    String message = name + ": awaited " + awaited + ", but it exited with " + code;
    return new ProcessException(Kind.EXITED, message, log.tail(), null);
  }

  /**
   * How it went wrong.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * The last lines that the process logged.
   *
   * @return the lines, oldest first; empty when it logged nothing
   */
  public List<String> logTail() {
    return logTail;
  }

  private static String section(List<String> logTail) {
    return logTail.isEmpty()
        ? "; it logged nothing"
        : "; its log ends:\n  " + String.join("\n  ", logTail);
  }
}
