package io.mq4j.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class JvmForkTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Test
  void lines_go_both_ways_with_arguments_options_and_variables() {
    try (JvmFork fork =
        JvmFork.builder(Talker.class)
            .args("one", "two words")
            .jvmOptions("-Dgreeting=hello")
            .environment("MOOD", "fine")
            .start()) {
      fork.send("grün ☂");
      fork.send("property greeting");
      fork.send("property java.home");
      fork.send("variable MOOD");
      assertThat(line(fork, "arguments ")).isEqualTo("arguments one two words");
      assertThat(line(fork, "variable MOOD")).endsWith(" fine");
      assertThat(line(fork, "property java.home")).endsWith(" " + System.getProperty("java.home"));
      assertThat(line(fork, "property greeting")).endsWith(" hello");
      assertThat(line(fork, "echo")).as("skipped lines are still there").isEqualTo("echo grün ☂");
    }
  }

  @Test
  void each_line_is_taken_once_and_in_order() {
    try (JvmFork fork = JvmFork.builder(Talker.class).start()) {
      fork.send("a1");
      fork.send("a2");
      assertThat(line(fork, "echo a")).isEqualTo("echo a1");
      assertThat(line(fork, "echo a")).isEqualTo("echo a2");
      ProcessException failure =
          catchThrowableOfType(
              ProcessException.class,
              () -> fork.awaitLine(line -> line.startsWith("echo"), Duration.ofMillis(1)));
      assertThat(failure.kind()).isEqualTo(ProcessException.Kind.TIMED_OUT);
    }
  }

  @Test
  void a_line_that_does_not_come_is_told_with_what_came_last() {
    try (JvmFork fork = JvmFork.builder(Talker.class).start()) {
      fork.send("complain it hurts");
      line(fork, "complained");
      assertThat(fork.errors()).containsExactly("it hurts");
      ProcessException failure =
          catchThrowableOfType(
              ProcessException.class, () -> fork.awaitLine("never"::equals, Duration.ofMillis(50)));
      assertThat(failure.kind()).isEqualTo(ProcessException.Kind.TIMED_OUT);
      assertThat(failure)
          .hasMessageContaining("50 ms")
          .hasMessageContaining("\"complained\" last")
          .hasMessageContaining("it hurts");
    }
  }

  @Test
  void the_end_of_the_fork_ends_the_waiting_and_tells_the_code() {
    try (JvmFork fork = JvmFork.builder(Talker.class).start()) {
      fork.send("exit 7");
      ProcessException failure =
          catchThrowableOfType(
              ProcessException.class, () -> fork.awaitLine("never"::equals, LIMIT));
      assertThat(failure.kind()).isEqualTo(ProcessException.Kind.EXITED);
      assertThat(failure).hasMessageContaining("exited with 7");
      assertThat(fork.awaitExit(LIMIT)).isEqualTo(7);
      assertThat(catchThrowableOfType(ProcessException.class, () -> fork.send("hello")).kind())
          .isEqualTo(ProcessException.Kind.EXITED);
    }
  }

  @Test
  void a_killed_fork_is_gone_even_when_frozen() {
    try (JvmFork fork = JvmFork.builder(Talker.class).start()) {
      line(fork, "arguments");
      fork.freeze();
      assertThat(fork.isAlive()).isTrue();
      fork.kill();
      assertThat(fork.isAlive()).isFalse();
      assertThat(fork.awaitExit(LIMIT)).isEqualTo(137);
    }
  }

  @Test
  void a_thawed_fork_goes_on() {
    try (JvmFork fork = JvmFork.builder(Talker.class).start()) {
      line(fork, "arguments");
      fork.freeze();
      fork.send("late");
      assertThat(
              catchThrowableOfType(
                  ProcessException.class,
                  () -> fork.awaitLine("echo late"::equals, Duration.ofMillis(100))))
          .isNotNull();
      fork.thaw();
      assertThat(line(fork, "echo")).isEqualTo("echo late");
    }
  }

  @Test
  void two_lines_in_one_are_refused() {
    try (JvmFork fork = JvmFork.builder(Talker.class).start()) {
      assertThatIllegalArgumentException().isThrownBy(() -> fork.send("a\nb"));
    }
  }

  @Test
  void close_leaves_no_process_and_no_thread() {
    JvmFork fork = JvmFork.builder(Talker.class).start();
    ProcessHandle process = ProcessHandle.of(fork.pid()).orElseThrow();
    fork.close();
    fork.close();
    assertThat(process.isAlive()).isFalse();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("Talker-output"));
  }

  @Test
  void a_server_dies_with_the_jvm_that_is_killed() {
    try (JvmFork fork = JvmFork.builder(Talker.class).start()) {
      ProcessHandle server = spawned(fork);
      // Only the JVM itself: neither the tree nor the group.
      ProcessHandle.of(fork.pid()).orElseThrow().destroyForcibly();
      fork.awaitExit(LIMIT);
      Gone.await(server);
    }
  }

  @Test
  void a_server_dies_with_the_jvm_that_exits_even_without_its_watchdog() {
    try (JvmFork fork = JvmFork.builder(Talker.class).start()) {
      ProcessHandle server = spawned(fork);
      killWatchdogs(fork, server);
      fork.send("exit 0");
      fork.awaitExit(LIMIT);
      Gone.await(server);
    }
  }

  @Test
  void a_server_dies_with_the_jvm_that_is_told_to_end() throws Exception {
    try (JvmFork fork = JvmFork.builder(Talker.class).start()) {
      ProcessHandle server = spawned(fork);
      killWatchdogs(fork, server);
      // Not INT, which takes the same way: a JVM started in the background ignores that.
      new ProcessBuilder("/bin/sh", "-c", "kill -s TERM " + fork.pid()).start().waitFor();
      assertThat(fork.awaitExit(LIMIT)).isEqualTo(143);
      Gone.await(server);
    }
  }

  private static void killWatchdogs(JvmFork fork, ProcessHandle server) {
    ProcessHandle.of(fork.pid())
        .orElseThrow()
        .children()
        .filter(child -> !child.equals(server))
        .forEach(
            watchdog -> {
              watchdog.destroyForcibly();
              Gone.await(watchdog);
            });
  }

  private static ProcessHandle spawned(JvmFork fork) {
    fork.send("spawn");
    long pid = Long.parseLong(line(fork, "spawned ").substring(8));
    ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
    assertThat(Gone.isThere(server)).isTrue();
    return server;
  }

  private static String line(JvmFork fork, String start) {
    return fork.awaitLine(line -> line.startsWith(start), LIMIT);
  }
}
