package io.mq4j.testkit.fault;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A client's connection and the one to the server that belongs to it. Loop thread only. */
final class ProxyConnection {
  private final ProxyLoop loop;
  private final SocketChannel client;
  private final SelectionKey clientKey;
  private final ProxyPipe toServer;
  private final ProxyPipe toClient;
  private @Nullable SocketChannel server;
  private @Nullable SelectionKey serverKey;
  private boolean connected;
  private boolean closed;

  ProxyConnection(ProxyLoop loop, SocketChannel client) throws IOException {
    this.loop = loop;
    this.client = client;
    toServer = new ProxyPipe(loop, Direction.TO_SERVER, () -> broken(Direction.TO_CLIENT));
    toClient = new ProxyPipe(loop, Direction.TO_CLIENT, () -> broken(Direction.TO_SERVER));
    clientKey = loop.register(client, this);
  }

  /** Does what a changed fault, or time, now allows. */
  void advance() {
    run(
        () -> {
          connectUnlessBlackholed();
          if (connected && server != null) {
            toServer.flush(server);
            toClient.flush(client);
          }
        });
  }

  /** The socket of the key can do something. */
  void ready(SelectionKey key) {
    run(
        () -> {
          SocketChannel target = server;
          if (target == null) {
            return;
          }
          if (!connected) {
            connected = !key.equals(clientKey) && finishConnect(target);
          } else if (key.equals(clientKey)) {
            ready(key, toClient, toServer, target);
          } else {
            ready(key, toServer, toClient, target);
          }
        });
  }

  private void ready(SelectionKey key, ProxyPipe in, ProxyPipe out, SocketChannel target)
      throws IOException {
    SocketChannel own = key.equals(clientKey) ? client : target;
    SocketChannel other = key.equals(clientKey) ? target : client;
    if (key.isWritable()) {
      in.flush(own);
    }
    if (!closed && key.isReadable()) {
      out.read(own, other);
    }
  }

  void end(Direction direction) {
    if (direction.covers(Direction.TO_SERVER)) {
      toServer.end();
    }
    if (direction.covers(Direction.TO_CLIENT)) {
      toClient.end();
    }
    advance();
  }

  /** Ends both sides with RST. */
  void reset() {
    close(true);
  }

  long wakeAt() {
    return closed ? ProxyPipe.NEVER : Math.min(toServer.wakeAt(), toClient.wakeAt());
  }

  private boolean broken(Direction one) {
    return (one == Direction.TO_SERVER ? toServer : toClient).broken();
  }

  private interface Step {
    void run() throws IOException;
  }

  private void run(Step step) {
    try {
      if (!closed) {
        step.run();
      }
      if (!closed && toServer.finished() && toClient.finished()) {
        close(toServer.broken() || toClient.broken());
      }
      if (!closed) {
        listen();
      }
    } catch (IOException gone) {
      // One side is gone, or the server can't be reached: the other side learns it as a reset.
      close(true);
    }
  }

  private void connectUnlessBlackholed() throws IOException {
    if (server == null && !loop.blackholed()) {
      SocketChannel opened = SocketChannel.open();
      server = opened;
      serverKey = loop.register(opened, this);
      connected = opened.connect(loop.target());
    }
  }

  private boolean finishConnect(SocketChannel target) throws IOException {
    try {
      return target.finishConnect();
    } catch (IOException e) {
      if (!loop.blackholed()) {
        throw e;
      }
      // A blackhole lets nobody learn of it: heal tries again.
      server = null;
      serverKey = null;
      target.close();
      return false;
    }
  }

  private void listen() {
    if (serverKey == null) {
      return;
    }
    if (!connected) {
      serverKey.interestOps(SelectionKey.OP_CONNECT);
      return;
    }
    clientKey.interestOps(operations(toServer, toClient));
    serverKey.interestOps(operations(toClient, toServer));
    loop.time(this);
  }

  private static int operations(ProxyPipe from, ProxyPipe to) {
    return (from.wantsRead() ? SelectionKey.OP_READ : 0)
        | (to.wantsWrite() ? SelectionKey.OP_WRITE : 0);
  }

  private void close(boolean reset) {
    if (closed) {
      return;
    }
    closed = true;
    loop.forget(this);
    close(client, reset);
    if (server != null) {
      close(server, reset);
    }
  }

  private static void close(SocketChannel socket, boolean reset) {
    try (socket) {
      if (reset) {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException alreadyGone) {
      // The peer was faster: there is nothing left to end.
    }
  }
}
