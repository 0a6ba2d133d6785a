package io.mq4j.rabbitmq;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A RabbitMQ node and its port mapper as child processes, private to one folder. For one thread.
 */
final class RabbitNode implements AutoCloseable {
  private static final Path SERVER = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
  private static final long START_SECONDS = 60;

  private final Path folder;
  private final int port;
  private final int mapperPort;
  private final int distributionPort;
  private final Process mapper;
  private final Thread atExit = new Thread(this::killAll);
  private @Nullable Process server;

  private RabbitNode(Path folder) throws IOException {
    this.folder = folder;
    try (ServerSocket one = free();
        ServerSocket two = free();
        ServerSocket three = free()) {
      port = one.getLocalPort();
      mapperPort = two.getLocalPort();
      distributionPort = three.getLocalPort();
    }
    Files.writeString(
        folder.resolve("rabbitmq.conf"),
        "listeners.tcp.1 = 127.0.0.1:" + port + "\ndisk_free_limit.absolute = 50MB\n");
    Files.writeString(folder.resolve("enabled_plugins"), "[].\n");
    mapper =
        new ProcessBuilder("epmd", "-port", String.valueOf(mapperPort), "-address", "127.0.0.1")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("epmd.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  static boolean isInstalled() {
    return Files.isExecutable(SERVER);
  }

  /** A node that is up, with its data in the folder. */
  static RabbitNode in(Path folder) {
    try {
      RabbitNode node = new RabbitNode(folder);
      try {
        node.start();
        return node;
      } catch (RuntimeException e) {
        node.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "amqp://guest:guest@127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  /** Starts it on its port and data; it accepts connections when this returns. */
  void start() {
    // The script runs the server in its own process under this variable, so a kill meets the
    // server.
    ProcessBuilder builder = new ProcessBuilder(SERVER.toString()).redirectErrorStream(true);
    builder.environment().putAll(environment());
    try {
      Process process = builder.start();
      server = process;
      CompletableFuture<Void> up = new CompletableFuture<>();
      Thread reader = new Thread(() -> read(process, up), "rabbit output");
      reader.setDaemon(true);
      reader.start();
      up.orTimeout(START_SECONDS, TimeUnit.SECONDS).join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> environment() {
    return Map.ofEntries(
        Map.entry("RUNNING_UNDER_SYSTEMD", "true"),
        Map.entry("HOME", folder.toString()),
        Map.entry("RABBITMQ_NODENAME", "slice@localhost"),
        Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString()),
        Map.entry("RABBITMQ_LOG_BASE", folder.resolve("log").toString()),
        Map.entry("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq").toString()),
        Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("enabled_plugins").toString()),
        Map.entry("RABBITMQ_PID_FILE", folder.resolve("pid").toString()),
        Map.entry("RABBITMQ_DIST_PORT", String.valueOf(distributionPort)),
        Map.entry("ERL_EPMD_PORT", String.valueOf(mapperPort)),
        Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
        Map.entry(
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"));
  }

  /** The server closes every connection; it goes on itself. */
  void cutConnections() throws InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "/usr/lib/rabbitmq/bin/rabbitmqctl",
                "-n",
                "slice@localhost",
                "close_all_connections",
                "cut by a test")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("ctl.log").toFile());
    builder.environment().putAll(environment());
    try {
      Process control = builder.start();
      if (!control.waitFor(START_SECONDS, TimeUnit.SECONDS) || control.exitValue() != 0) {
        control.destroyForcibly();
        throw new IllegalStateException(
            "rabbitmqctl failed: " + Files.readString(folder.resolve("ctl.log")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(Process process, CompletableFuture<Void> up) {
    StringBuilder all = new StringBuilder();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        all.append(line).append('\n');
        if (line.contains("completed with")) {
          up.complete(null);
        }
      }
      up.completeExceptionally(new IllegalStateException("the node ended: " + all));
    } catch (IOException e) {
      up.completeExceptionally(e);
    }
  }

  /** Ends it as a crash does. */
  void kill() {
    Process process = server;
    if (process != null) {
      kill(process);
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().orTimeout(START_SECONDS, TimeUnit.SECONDS).join();
  }

  private void killAll() {
    kill();
    kill(mapper);
  }

  @Override
  public void close() {
    killAll();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private static ServerSocket free() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }
}
