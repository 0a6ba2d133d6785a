package io.mq4j.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.mq4j.MqException;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.TimeoutException;

/**
 * A connection with one channel whose writes are gathered. It is never repaired: whoever owns it
 * opens another. One thread uses it, but for close.
 */
final class RabbitConnection {
  private static final int CLOSE_MILLIS = 1000;

  private final Connection connection;
  private final Channel channel;
  private final Socket socket;
  private final CoalescingOutput output;
  private volatile boolean writing;

  private RabbitConnection(
      Connection connection, Channel channel, Socket socket, CoalescingOutput output) {
    this.connection = connection;
    this.channel = channel;
    this.socket = socket;
    this.output = output;
  }

  static RabbitConnection open(RabbitSettings settings, String purpose) {
    CoalescingSocketFactory sockets = new CoalescingSocketFactory();
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUsername(settings.user());
    factory.setPassword(settings.password());
    factory.setVirtualHost(settings.virtualHost());
    factory.setConnectionTimeout((int) settings.connectTimeout().toMillis());
    factory.setHandshakeTimeout((int) settings.connectTimeout().toMillis());
    factory.setChannelRpcTimeout((int) settings.connectTimeout().toMillis());
    factory.setRequestedHeartbeat((int) settings.heartbeat().toSeconds());
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    factory.setSocketFactory(sockets);
    factory.setThreadFactory(
        task -> {
          Thread thread = new Thread(task, "mq4j " + settings.name() + " " + purpose);
          thread.setDaemon(true);
          return thread;
        });
    String what = "can't connect to " + settings.name();
    Connection connection;
    try {
      connection = factory.newConnection(new InlineExecutor(), settings.hosts(), "mq4j " + purpose);
    } catch (IOException | TimeoutException e) {
      throw RabbitErrors.opening(what, e);
    }
    try {
      Channel channel = connection.createChannel();
      if (channel == null) {
        throw new IOException("the server allows no further channel");
      }
      Socket socket = sockets.socket();
      return new RabbitConnection(
          connection, channel, socket, (CoalescingOutput) socket.getOutputStream());
    } catch (IOException | RuntimeException e) {
      connection.abort(CLOSE_MILLIS);
      throw RabbitErrors.opening(what, e);
    }
  }

  Channel channel() {
    return channel;
  }

  /** A channel whose end harms nobody. */
  Channel extraChannel() throws IOException {
    Channel extra = connection.createChannel();
    if (extra == null) {
      throw new IOException("the server allows no further channel");
    }
    return extra;
  }

  /** Does something to the channel without sending it yet. */
  void gather(Write write) throws IOException {
    writing = true;
    output.hold();
    try {
      write.run(channel);
    } finally {
      output.release();
      writing = false;
    }
  }

  /** Sends what was gathered. */
  void flush() {
    writing = true;
    try {
      output.flush();
    } catch (IOException e) {
      throw RabbitErrors.gone(e);
    } finally {
      writing = false;
    }
  }

  /** A write to a channel. */
  @FunctionalInterface
  interface Write {
    void run(Channel channel) throws IOException;
  }

  void close() {
    if (writing) {
      // A server that reads no more would hold up the handshake of close as long as the writer.
      try {
        socket.close();
      } catch (IOException e) {
        throw RabbitErrors.error(MqException.Kind.UNEXPECTED, "a socket can't be closed", e);
      }
    }
    connection.abort(CLOSE_MILLIS);
  }
}
