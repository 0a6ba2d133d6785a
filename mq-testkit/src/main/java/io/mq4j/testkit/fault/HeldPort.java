package io.mq4j.testkit.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A loopback port that nobody else is given. A bound socket that neither listens nor connects keeps
 * the port out of the kernel's choice, refuses connections, and still lets a listener with
 * SO_REUSEADDR (what servers set) open the same port, as often as it likes.
 */
final class HeldPort implements AutoCloseable {
  private final Socket socket;

  private HeldPort(Socket socket) {
    this.socket = socket;
  }

  static HeldPort take() throws IOException {
    Socket socket = new Socket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return new HeldPort(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  int number() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
