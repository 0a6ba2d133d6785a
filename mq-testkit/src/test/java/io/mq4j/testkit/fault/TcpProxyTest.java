package io.mq4j.testkit.fault;

import static io.mq4j.testkit.fault.Direction.BOTH;
import static io.mq4j.testkit.fault.Direction.TO_CLIENT;
import static io.mq4j.testkit.fault.Direction.TO_SERVER;
import static io.mq4j.testkit.fault.ProxiedLine.assertAtEnd;
import static io.mq4j.testkit.fault.ProxiedLine.assertReset;
import static io.mq4j.testkit.fault.ProxiedLine.hear;
import static io.mq4j.testkit.fault.ProxiedLine.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TcpProxyTest {
  @Test
  void bytes_pass_unchanged_both_ways_at_once_and_are_counted() throws Exception {
    byte[] request = random(5_000_000, 1);
    byte[] answer = random(4_000_000, 2);
    try (ProxiedLine line = new ProxiedLine()) {
      CompletableFuture<Void> requests = send(line.client, request);
      CompletableFuture<Void> answers = send(line.server, answer);
      CompletableFuture<byte[]> heard = receive(line.client, answer.length);
      assertThat(line.server.getInputStream().readNBytes(request.length)).isEqualTo(request);
      assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo(answer);
      CompletableFuture.allOf(requests, answers).get(10, TimeUnit.SECONDS);
      assertThat(line.proxy.bytes(TO_SERVER)).isEqualTo(request.length);
      assertThat(line.proxy.bytes(TO_CLIENT)).isEqualTo(answer.length);
      assertThat(line.proxy.bytes(BOTH)).isEqualTo(request.length + answer.length);
      line.proxy.close();
      assertThat(line.proxy.bytes(BOTH)).isEqualTo(request.length + answer.length);
    }
  }

  @Test
  void a_half_close_by_the_client_reaches_the_server_and_the_answer_still_comes() throws Exception {
    try (ProxiedLine line = new ProxiedLine()) {
      say(line.client, "question");
      line.client.shutdownOutput();
      assertThat(hear(line.server, 8)).isEqualTo("question");
      assertAtEnd(line.server);
      say(line.server, "answer");
      line.server.close();
      assertThat(hear(line.client, 6)).isEqualTo("answer");
      assertAtEnd(line.client);
      line.fence();
      assertThat(line.proxy.openConnections()).isZero();
    }
  }

  @Test
  void a_reset_by_the_server_resets_the_client_after_the_last_words() throws Exception {
    try (ProxiedLine line = new ProxiedLine()) {
      say(line.server, "goodbye");
      line.fence();
      line.server.setSoLinger(true, 0);
      line.server.close();
      assertThat(hear(line.client, 7)).isEqualTo("goodbye");
      assertReset(line.client);
    }
  }

  @Test
  void a_client_is_reset_while_the_server_is_down_and_the_same_port_serves_its_successor()
      throws Exception {
    try (FreePorts ports = FreePorts.reserve(1);
        TcpProxy proxy = TcpProxy.to("127.0.0.1", ports.port(0));
        Socket early = new Socket(proxy.address().getAddress(), proxy.port())) {
      early.setSoTimeout(10_000);
      assertReset(early);
      for (int life = 0; life < 2; life++) {
        try (ServerSocket listener =
                new ServerSocket(ports.port(0), 50, InetAddress.getLoopbackAddress());
            Socket client = new Socket(proxy.address().getAddress(), proxy.port());
            Socket server = listener.accept()) {
          say(client, "hello");
          assertThat(hear(server, 5)).isEqualTo("hello");
        }
      }
    }
  }

  @Test
  void a_server_that_does_not_read_stops_the_client() throws Exception {
    try (ProxiedLine line = new ProxiedLine()) {
      byte[] sent = StalledWriter.fill(line, () -> {});
      assertThat(line.server.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
    }
  }

  @Test
  void thousands_of_connections_come_and_go_and_leave_nothing_behind() throws Exception {
    try (ProxiedLine line = new ProxiedLine()) {
      line.reconnect();
      long files = openFiles();
      long before = line.proxy.connections();
      for (int i = 0; i < 3000; i++) {
        if (i % 2 == 0) {
          line.client.setSoLinger(true, 0);
        }
        line.reconnect();
        say(line.client, "a");
        assertThat(line.server.getInputStream().read()).isEqualTo('a');
      }
      line.fence();
      line.fence();
      assertThat(line.proxy.connections() - before).isEqualTo(3000);
      assertThat(line.proxy.openConnections()).isEqualTo(1);
      assertThat(openFiles()).isLessThanOrEqualTo(files + 5);
    }
  }

  @Test
  void close_resets_the_connections_frees_the_port_and_ends_the_thread() throws Exception {
    ProxiedLine line = new ProxiedLine();
    try (line) {
      String thread = "tcp-proxy-" + line.proxy.port();
      assertThat(threads()).contains(thread);
      line.proxy.close();
      line.proxy.close();
      assertReset(line.client);
      assertReset(line.server);
      assertThat(threads()).doesNotContain(thread);
      assertThatThrownBy(line::connect).isInstanceOf(ConnectException.class);
      assertThatIllegalStateException()
          .isThrownBy(line.proxy::heal)
          .withMessageContaining("is closed");
    }
  }

  @Test
  void the_port_belongs_to_nobody_else_after_close() throws Exception {
    TcpProxy proxy = TcpProxy.to("127.0.0.1", 1);
    int port = proxy.port();
    proxy.close();
    ServerSocket other = new ServerSocket();
    try (other) {
      other.setReuseAddress(false);
      other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      assertThat(other.getLocalPort()).isEqualTo(port);
    }
  }

  @Test
  void impossible_targets_are_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> TcpProxy.to("no-such-host.invalid", 80));
    assertThatIllegalArgumentException().isThrownBy(() -> TcpProxy.to("127.0.0.1", 0));
  }

  private static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static CompletableFuture<Void> send(Socket socket, byte[] bytes) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            socket.getOutputStream().write(bytes);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        },
        task -> new Thread(task).start());
  }

  private static CompletableFuture<byte[]> receive(Socket socket, int bytes) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return socket.getInputStream().readNBytes(bytes);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        },
        task -> new Thread(task).start());
  }

  private static Stream<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName);
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }
}
