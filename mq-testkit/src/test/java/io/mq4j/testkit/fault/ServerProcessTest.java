package io.mq4j.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ServerProcessTest {
  @TempDir Path folder;

  @Test
  void a_restarted_server_has_another_process_and_the_same_port_and_folder() throws Exception {
    try (FreePorts ports = FreePorts.reserve(1);
        ServerProcess server = portServer(ports.port(0)).build()) {
      server.start();
      long first = server.pid();
      assertThat(folderToldBy(ports.port(0))).isEqualTo(folder.toRealPath().toString());
      server.restart();
      assertThat(server.pid()).isNotEqualTo(first);
      assertThat(ProcessHandle.of(first).filter(ProcessHandle::isAlive)).isEmpty();
      assertThat(folderToldBy(ports.port(0))).isEqualTo(folder.toRealPath().toString());
    }
  }

  @Test
  void a_frozen_server_answers_nobody_until_it_is_thawed() throws Exception {
    try (FreePorts ports = FreePorts.reserve(1);
        ServerProcess server = portServer(ports.port(0)).build()) {
      server.start();
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.port(0))) {
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        assertThat(in.readLine()).isNotEmpty();
        server.freeze();
        assertThat(server.isAlive()).isTrue();
        socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
        socket.setSoTimeout(200);
        assertThat(catchThrowableOfType(SocketTimeoutException.class, in::readLine)).isNotNull();
        server.thaw();
        socket.setSoTimeout(10_000);
        assertThat(in.readLine()).isEqualTo("hello");
      }
    }
  }

  @Test
  void stop_lets_a_server_end_by_itself() throws Exception {
    Path goodbye = folder.resolve("goodbye");
    try (ServerProcess server =
        shell("trap 'touch goodbye; exit 0' TERM; echo ready; while :; do sleep 0.01; done")
            .build()) {
      server.start();
      server.stop();
      assertThat(goodbye).exists();
      assertThat(server.isAlive()).isFalse();
      server.stop();
    }
  }

  @Test
  void stop_thaws_a_frozen_server_so_that_it_can_end_by_itself() throws Exception {
    try (ServerProcess server =
        shell("trap 'touch goodbye; exit 0' TERM; echo ready; while :; do sleep 0.01; done")
            .build()) {
      server.start();
      server.freeze();
      server.stop();
      assertThat(folder.resolve("goodbye")).exists();
      assertThat(server.isAlive()).isFalse();
    }
  }

  @Test
  void stop_kills_a_server_that_does_not_listen() {
    try (ServerProcess server =
        shell("trap '' TERM; echo ready; while :; do sleep 0.01; done")
            .stopTimeout(Duration.ofMillis(200))
            .build()) {
      server.start();
      server.stop();
      assertThat(server.isAlive()).isFalse();
    }
  }

  @Test
  void kill_gives_no_chance_to_say_goodbye_and_ends_a_frozen_server() {
    try (ServerProcess server =
        shell("trap 'touch goodbye; exit 0' TERM; echo ready; while :; do sleep 0.01; done")
            .build()) {
      server.start();
      server.freeze();
      server.kill();
      assertThat(server.isAlive()).isFalse();
      assertThat(folder.resolve("goodbye")).doesNotExist();
      server.start();
      assertThat(server.isAlive()).isTrue();
    }
  }

  @Test
  void kill_ends_children_and_those_who_left_the_group_or_lost_their_parent() throws Exception {
    String script =
        "sleep 1000 & echo $! > child; setsid sleep 1000 & echo $! > stranger;"
            + " (sleep 1000 & echo $! > orphan); echo ready; wait";
    try (ServerProcess server = shell(script).build()) {
      server.start();
      ProcessHandle child = process("child");
      ProcessHandle stranger = process("stranger");
      ProcessHandle orphan = process("orphan");
      assertThat(Stream.of(child, stranger, orphan)).allMatch(ProcessHandle::isAlive);
      server.kill();
      Gone.await(child, stranger, orphan);
    }
  }

  @Test
  void stop_ends_what_the_server_left_behind() throws Exception {
    try (ServerProcess server = shell("sleep 1000 & echo $! > child; echo ready; wait").build()) {
      server.start();
      ProcessHandle child = process("child");
      server.stop();
      Gone.await(child);
    }
  }

  @Test
  void a_server_that_exits_early_is_told_with_code_and_log() {
    try (ServerProcess server = shell("echo no disk left; exit 3").build()) {
      ProcessException failure = catchThrowableOfType(ProcessException.class, server::start);
      assertThat(failure.kind()).isEqualTo(ProcessException.Kind.EXITED);
      assertThat(failure)
          .hasMessageContaining("a log line with \"ready\"")
          .hasMessageContaining("exited with 3")
          .hasMessageContaining("no disk left");
      assertThat(failure.logTail()).containsExactly("no disk left");
    }
  }

  @Test
  void a_server_that_does_not_get_ready_is_killed_and_told_with_its_log() {
    try (ServerProcess server =
        shell("echo recovering; sleep 1000").readyTimeout(Duration.ofMillis(300)).build()) {
      ProcessException failure = catchThrowableOfType(ProcessException.class, server::start);
      assertThat(failure.kind()).isEqualTo(ProcessException.Kind.TIMED_OUT);
      assertThat(failure).hasMessageContaining("300 ms").hasMessageContaining("recovering");
      assertThat(server.isAlive()).isFalse();
    }
  }

  @Test
  void a_probe_that_fails_to_the_end_is_the_cause() {
    IOException no = new IOException("not yet");
    try (ServerProcess server =
        ServerProcess.builder("sleep", "1000")
            .readiness(
                Readiness.check(
                    "the answer",
                    () -> {
                      throw no;
                    }))
            .readyTimeout(Duration.ofMillis(100))
            .build()) {
      ProcessException failure = catchThrowableOfType(ProcessException.class, server::start);
      assertThat(failure).hasCause(no).hasMessageContaining("awaited the answer");
    }
  }

  @Test
  void a_line_of_an_earlier_start_does_not_make_it_ready() {
    try (ServerProcess server =
        shell("test -e once && sleep 1000; touch once; echo ready; sleep 1000")
            .readyTimeout(Duration.ofMillis(300))
            .build()) {
      server.start();
      server.kill();
      ProcessException failure = catchThrowableOfType(ProcessException.class, server::start);
      assertThat(failure.kind()).isEqualTo(ProcessException.Kind.TIMED_OUT);
    }
  }

  @Test
  void a_command_that_is_not_there_is_told() {
    try (ServerProcess server =
        ServerProcess.builder("no-such-program").readiness(Readiness.port(1)).build()) {
      ProcessException failure = catchThrowableOfType(ProcessException.class, server::start);
      assertThat(failure.kind()).isEqualTo(ProcessException.Kind.EXITED);
      assertThat(failure).hasMessageContaining("no-such-program").hasMessageContaining("127");
    }
  }

  @Test
  void environment_and_log_file_are_used_and_the_log_is_kept() throws Exception {
    Path log = folder.resolve("server.log");
    try (ServerProcess server =
        shell("echo \"$GREETING\"; echo ready; sleep 1000")
            .environment("GREETING", "good morning")
            .logFile(log)
            .build()) {
      server.start();
      assertThat(server.logTail()).containsExactly("good morning", "ready");
    }
    assertThat(log).content().isEqualTo("good morning\nready\n");
  }

  @Test
  void what_is_not_running_can_not_be_frozen_and_what_runs_not_be_started() {
    try (ServerProcess server = ServerProcess.builder("sleep", "1000").build()) {
      ProcessException never = catchThrowableOfType(ProcessException.class, server::freeze);
      assertThat(never.kind()).isEqualTo(ProcessException.Kind.NOT_RUNNING);
      server.start();
      ProcessException twice = catchThrowableOfType(ProcessException.class, server::start);
      assertThat(twice).hasMessageContaining("runs already");
      assertThat(server.isAlive()).isTrue();
    }
  }

  @Test
  void close_ends_the_server_its_watchdog_and_its_temporary_log() throws Exception {
    Set<ProcessHandle> others = children();
    String name = "closing-time-" + UUID.randomUUID();
    ServerProcess server = ServerProcess.builder("sleep", "1000").name(name).build();
    assertThat(temporaryFiles()).anyMatch(file -> file.startsWith(name));
    server.start();
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    Set<ProcessHandle> watchdog = children();
    watchdog.removeAll(others);
    assertThat(watchdog.remove(process)).isTrue();
    assertThat(watchdog).hasSize(1);
    server.close();
    server.close();
    assertThat(process.isAlive()).isFalse();
    Gone.await(watchdog.iterator().next());
    assertThat(temporaryFiles()).noneMatch(file -> file.startsWith(name));
  }

  @Test
  void impossible_settings_are_refused() {
    assertThatIllegalArgumentException().isThrownBy(ServerProcess::builder);
    ServerProcess.Builder builder = ServerProcess.builder("cat");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.readyTimeout(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.stopTimeout(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.name("a/b"));
  }

  private ServerProcess.Builder shell(String script) {
    return ServerProcess.builder("/bin/sh", "-c", script)
        .directory(folder)
        .readiness(Readiness.logLine("ready"));
  }

  private ServerProcess.Builder portServer(int port) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .reduce((a, b) -> a + File.pathSeparator + b)
            .orElseThrow();
    return ServerProcess.builder(
            java, "-cp", classes, PortServer.class.getName(), Integer.toString(port))
        .directory(folder)
        .readiness(Readiness.port(port));
  }

  private static String folderToldBy(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      return in.readLine();
    }
  }

  private ProcessHandle process(String file) throws IOException {
    long pid = Long.parseLong(Files.readString(folder.resolve(file)).strip());
    return ProcessHandle.of(pid).orElseThrow();
  }

  private static List<String> temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static Set<ProcessHandle> children() {
    return ProcessHandle.current().children().collect(Collectors.toSet());
  }
}
