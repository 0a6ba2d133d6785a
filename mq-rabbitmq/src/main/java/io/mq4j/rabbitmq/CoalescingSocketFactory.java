package io.mq4j.rabbitmq;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** Makes the sockets of one connection and knows the latest. Safe for use by many threads. */
final class CoalescingSocketFactory extends SocketFactory {
  private volatile @Nullable CoalescingSocket latest;

  @Override
  public Socket createSocket() {
    CoalescingSocket socket = new CoalescingSocket();
    latest = socket;
    return socket;
  }

  /** The socket of the connection that was made. */
  CoalescingSocket socket() {
    CoalescingSocket socket = latest;
    if (socket == null) {
      throw new IllegalStateException("not connected");
    }
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw connected();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    throw connected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw connected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw connected();
  }

  private static UnsupportedOperationException connected() {
    return new UnsupportedOperationException("the client connects its sockets itself");
  }

  /** A socket whose output is gathered. */
  static final class CoalescingSocket extends Socket {
    private @Nullable CoalescingOutput output;

    @Override
    public synchronized OutputStream getOutputStream() throws IOException {
      CoalescingOutput made = output;
      if (made == null) {
        made = new CoalescingOutput(super.getOutputStream());
        output = made;
      }
      return made;
    }
  }
}
