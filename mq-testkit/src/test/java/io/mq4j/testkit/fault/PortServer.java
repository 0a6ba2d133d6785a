package io.mq4j.testkit.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server for a JVM of its own: tells its folder to whoever connects, then echoes bytes. */
final class PortServer {
  private PortServer() {}

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    try (ServerSocket listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
      System.out.println("listening on " + port);
      while (true) {
        try (Socket socket = listener.accept()) {
          String folder = System.getProperty("user.dir") + "\n";
          socket.getOutputStream().write(folder.getBytes(StandardCharsets.UTF_8));
          socket.getInputStream().transferTo(socket.getOutputStream());
        }
      }
    }
  }
}
