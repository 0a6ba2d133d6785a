package io.mq4j.kafka;

import io.mq4j.testkit.fault.FreePorts;
import io.mq4j.testkit.fault.Readiness;
import io.mq4j.testkit.fault.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** A real one-node Kafka in a JVM of its own, on free loopback ports and a folder of its own. */
final class KafkaNode implements AutoCloseable {
  private final Path folder;
  private final int port;
  private final ServerProcess process;

  private KafkaNode(Path folder, int port, ServerProcess process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  static KafkaNode start() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("mq4j-kafka");
    int port;
    int controller;
    try (FreePorts ports = FreePorts.reserve(2)) {
      port = ports.port(0);
      controller = ports.port(1);
    }
    Path properties = folder.resolve("server.properties");
    Files.writeString(
        properties,
        String.join(
            "\n",
            "process.roles=broker,controller",
            "node.id=1",
            "controller.quorum.bootstrap.servers=127.0.0.1:" + controller,
            "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller,
            "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
            "controller.listener.names=CONTROLLER",
            "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs=" + folder.resolve("data"),
            "offsets.topic.replication.factor=1",
            "offsets.topic.num.partitions=4",
            "transaction.state.log.replication.factor=1",
            "transaction.state.log.min.isr=1",
            "transaction.state.log.num.partitions=1",
            "share.coordinator.state.topic.replication.factor=1",
            "share.coordinator.state.topic.min.isr=1",
            "group.initial.rebalance.delay.ms=0",
            "group.min.session.timeout.ms=1000",
            // A killed node can only come back once its old registration has expired.
            "broker.session.timeout.ms=1500",
            "broker.heartbeat.interval.ms=300",
            "num.partitions=4",
            "auto.create.topics.enable=false",
            ""));
    List<String> format = java(folder);
    format.addAll(
        List.of(
            "kafka.tools.StorageTool",
            "format",
            "--standalone",
            "-t",
            Uuid.randomUuid().toString(),
            "-c",
            properties.toString()));
    Process formatting =
        new ProcessBuilder(format)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("format.log").toFile())
            .start();
    if (!formatting.waitFor(60, TimeUnit.SECONDS) || formatting.exitValue() != 0) {
      formatting.destroyForcibly();
      throw new IOException("format failed: " + Files.readString(folder.resolve("format.log")));
    }
    List<String> serve = java(folder);
    serve.addAll(List.of("kafka.Kafka", properties.toString()));
    ServerProcess process =
        ServerProcess.builder(serve.toArray(new String[0]))
            .name("kafka")
            .readyTimeout(Duration.ofSeconds(60))
            .readiness(Readiness.check("the broker to answer", () -> answers(port)))
            .build();
    KafkaNode node = new KafkaNode(folder, port, process);
    boolean started = false;
    try {
      process.start();
      started = true;
      return node;
    } finally {
      if (!started) {
        node.close();
      }
    }
  }

  private static List<String> java(Path folder) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-Dkafka.logs.dir=" + folder, "-cp"));
    command.add(System.getProperty("java.class.path"));
    return command;
  }

  private static boolean answers(int port) throws Exception {
    try (Admin admin = admin(port)) {
      return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
    }
  }

  private static Admin admin(int port) {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            "127.0.0.1:" + port,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            5_000,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            20_000));
  }

  String servers() {
    return "127.0.0.1:" + port;
  }

  String url() {
    return "kafka://" + servers() + "?session-timeout=3s&connect-timeout=20s";
  }

  String topic(String name, int partitions) throws Exception {
    try (Admin admin = admin(port)) {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
    }
    return name;
  }

  /** Kills it with SIGKILL. */
  void kill() {
    process.kill();
  }

  /** Starts it again on the same port and data, and waits until it answers. */
  void startAgain() {
    process.start();
  }

  @Override
  public void close() throws IOException {
    process.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
