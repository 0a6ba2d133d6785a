package io.mq4j.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client and a server that one test thread plays both, with a proxy between them. */
final class ProxiedLine implements AutoCloseable {
  private static final int READ_MILLIS = 10_000;

  final ServerSocket listener;
  final TcpProxy proxy;
  Socket client;
  Socket server;

  ProxiedLine() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listener.setSoTimeout(READ_MILLIS);
    proxy = TcpProxy.to("127.0.0.1", listener.getLocalPort());
    client = connect();
    server = accept();
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(proxy.address().getAddress(), proxy.port());
    socket.setSoTimeout(READ_MILLIS);
    return socket;
  }

  Socket accept() throws IOException {
    Socket socket = listener.accept();
    socket.setSoTimeout(READ_MILLIS);
    return socket;
  }

  void reconnect() throws IOException {
    client.close();
    server.close();
    client = connect();
    server = accept();
  }

  /** After it the proxy has looked at all that was sent before: two full rounds of its loop. */
  void fence() {
    for (int i = 0; i < 2; i++) {
      proxy.fence();
    }
  }

  static void say(Socket from, String text) throws IOException {
    from.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  static String hear(Socket at, int bytes) throws IOException {
    return new String(at.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
  }

  static void assertAtEnd(Socket socket) throws IOException {
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
  }

  static void assertReset(Socket socket) {
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
    proxy.close();
    listener.close();
  }
}
