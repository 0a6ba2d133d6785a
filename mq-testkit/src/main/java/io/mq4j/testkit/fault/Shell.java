package io.mq4j.testkit.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The few things that a JVM can't do to a process, and a POSIX shell can. */
final class Shell {
  private static final long SIGNAL_SECONDS = 10;

  /** Own session: a Ctrl-C in our terminal is for us alone, and the group has one leader's id. */
  private static final String EXEC =
      """
      if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; fi
      exec "$@"
      """;

  /** The tree by parents, for those who left the group; the group, for those who lost parents. */
  private static final String SIGNAL =
      """
      tree() {
        for child in $(cat /proc/$1/task/*/children 2>/dev/null); do tree "$child"; done
        echo "$1"
      }
      signal() { kill -s "$1" -- $(tree "$2") "-$2" 2>/dev/null; }
      """;

  /** Ends the process when our end of the pipe closes before we said that all is well. */
  private static final String WATCH =
      SIGNAL
          + """
          read -r pid || exit 0
          read -r end && exit 0
          signal KILL "$pid"
          """;

  private Shell() {}

  /** The command, which starts only when it is told to: its watchdog must know it before. */
  static List<String> gated(List<String> command, boolean keepInput) {
    String gate = "read -r go || exit 1\n" + (keepInput ? "" : "exec </dev/null\n");
    return shell(gate + EXEC, command);
  }

  static Process watchdog() throws IOException {
    return new ProcessBuilder(shell(EXEC, List.of("/bin/sh", "-c", WATCH)))
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }

  static void tell(Process process, String line) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    input.flush();
  }

  /** Sends a signal to a process, its descendants and its group; those that are gone are fine. */
  static void signal(String signal, long pid) {
    boolean interrupted = Thread.interrupted();
    try {
      Process kill =
          new ProcessBuilder(shell(SIGNAL + "signal \"$@\"\n", List.of(signal, Long.toString(pid))))
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      if (!kill.waitFor(SIGNAL_SECONDS, TimeUnit.SECONDS)) {
        kill.destroyForcibly();
        throw new IllegalStateException("SIG" + signal + " to " + pid + " was not sent in time");
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (IOException e) {
      throw new IllegalStateException("SIG" + signal + " could not be sent to " + pid, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static List<String> shell(String script, List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("/bin/sh", "-c", script, "mq4j-testkit"));
    all.addAll(arguments);
    return all;
  }
}
