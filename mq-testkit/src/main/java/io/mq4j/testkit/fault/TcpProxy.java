package io.mq4j.testkit.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A TCP proxy on a loopback port that can spoil the connections that go through it.
 *
 * <p>Bytes are never changed or put out of order, and none is left out of the middle of a stream: a
 * fault delays bytes, or ends the connection. Faults add up, act on open and on new connections,
 * and are in force when the method that switched them on has returned. Without faults the proxy
 * only copies. It buffers at most 256 KiB per connection and direction (1 MiB more under latency)
 * and then stops reading, so back-pressure goes through; the kernel's socket buffers come on top.
 *
 * <p>The server is connected to when a client connects, so it may be started later or restarted; a
 * client that comes while it is down is accepted and then reset. A reset by either side resets the
 * other one; a half-close is passed on as such.
 *
 * <p>Safe for use by any thread. One daemon thread, {@code tcp-proxy-<port>}, serves all the
 * connections.
 */
public final class TcpProxy implements AutoCloseable {
  private final ProxyLoop loop;

  private TcpProxy(ProxyLoop loop) {
    this.loop = loop;
  }

  /**
   * Opens a proxy before a server, which need not run yet.
   *
   * @param host the server's host
   * @param port the server's port
   * @return a proxy without faults
   */
  public static TcpProxy to(String host, int port) {
    InetSocketAddress target = new InetSocketAddress(host, port);
    if (target.isUnresolved() || port == 0) {
      throw new IllegalArgumentException("no such address: " + host + ":" + port);
    }
    try {
      return new TcpProxy(new ProxyLoop(target));
    } catch (IOException e) {
      throw new UncheckedIOException("no proxy to " + target, e);
    }
  }

  /**
   * The port to connect to, the same as long as the proxy lives, refusing or not.
   *
   * @return a loopback port
   */
  public int port() {
    return address().getPort();
  }

  /**
   * The address to connect to.
   *
   * @return loopback address and port
   */
  public InetSocketAddress address() {
    return loop.address();
  }

  /** Ends all open connections with RST on both sides; what the proxy still held is lost. */
  public void resetConnections() {
    loop.call(loop::resetAll);
  }

  /** New connections are refused ({@code ECONNREFUSED}) until {@link #heal}; open ones go on. */
  public void refuseConnections() {
    loop.call(loop::refuse);
  }

  /**
   * Nothing passes until {@link #heal}: neither bytes nor the end of a stream nor a reset, and
   * nobody is told. Bytes on their way are held and reading stops; heal delivers them, also those
   * of a peer that has closed meanwhile, as a real network may. A new connection is accepted, and
   * reaches the server only after heal. {@link #resetConnections} ends the connections instead.
   *
   * @param direction which way
   */
  public void blackhole(Direction direction) {
    change(direction, LaneFaults::openBlackhole);
  }

  /**
   * What is read from now on arrives later, in its order; throughput suffers only where 1 MiB per
   * connection is on its way. The same seed and the same reads give the same delays.
   *
   * @param direction which way
   * @param base what each read is delayed by at least
   * @param jitter up to this much is added, evenly spread
   * @param seed of the jitter
   */
  public void latency(Direction direction, Duration base, Duration jitter, long seed) {
    if (base.isNegative() || jitter.isNegative()) {
      throw new IllegalArgumentException("negative latency: " + base + " + " + jitter);
    }
    change(direction, faults -> faults.delay(base, jitter, seed));
  }

  /**
   * Each connection passes so many bytes in a second, in slices of a fiftieth of that.
   *
   * @param direction which way; both ways have the rate each
   * @param bytesPerSecond at least 1
   */
  public void throttle(Direction direction, long bytesPerSecond) {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException("bytesPerSecond must be at least 1: " + bytesPerSecond);
    }
    change(direction, faults -> faults.throttle(bytesPerSecond));
  }

  /**
   * Each byte is written on its own, with TCP_NODELAY; a slow reader may still find several.
   *
   * @param direction which way
   */
  public void oneByteWrites(Direction direction) {
    change(direction, LaneFaults::writeSingleBytes);
  }

  /**
   * Ends one direction of the open connections as though the sender had shut down its output: the
   * receiver gets what is on its way and then the end of the stream; what the sender writes later
   * is thrown away. The other direction goes on. Heal doesn't undo it.
   *
   * @param direction which way; {@link Direction#BOTH} ends the connections
   */
  public void halfClose(Direction direction) {
    loop.call(() -> loop.endAll(direction));
  }

  /**
   * Lets exactly so many more bytes through, counted over all connections, and resets all the
   * connections instead of passing the next one. With {@code TO_CLIENT} and 0 the server's next
   * answer is lost: a publish is stored, its confirm never comes. The cut happens once; later
   * connections live. A new cut replaces the one before.
   *
   * @param direction which bytes count
   * @param bytes how many still pass, at least 0
   * @return completed when the cut has happened, on the proxy's thread, so what depends on it must
   *     not block; cancelled by heal, close and a new cut
   */
  public CompletableFuture<Void> cutAfter(Direction direction, long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes must not be negative: " + bytes);
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.call(() -> loop.arm(direction, bytes, done));
    return done;
  }

  /** Ends all the faults; what was held goes on its way at once. */
  public void heal() {
    loop.call(
        () -> {
          loop.disarm();
          loop.faults(Direction.TO_SERVER).heal();
          loop.faults(Direction.TO_CLIENT).heal();
          loop.listen();
          loop.advanceAll();
        });
  }

  /**
   * Connections accepted so far.
   *
   * @return how many
   */
  public long connections() {
    return loop.accepted();
  }

  /**
   * Connections that are open now.
   *
   * @return how many
   */
  public long openConnections() {
    return loop.open();
  }

  /**
   * Bytes handed on so far, all that a peer has received included; held ones don't count yet.
   *
   * @param direction which way, or the sum of both
   * @return how many
   */
  public long bytes(Direction direction) {
    return loop.bytes(direction);
  }

  /**
   * Resets the open connections and frees the port. When it returns, no thread and no socket is
   * left. May be called more than once, and by any thread.
   */
  @Override
  public void close() {
    loop.close();
  }

  @Override
  public String toString() {
    return "TcpProxy[" + address() + " to " + loop.target() + "]";
  }

  /** Returns when the loop has served each socket that could do something at the call. */
  void fence() {
    loop.call(() -> {});
  }

  private interface Change {
    void apply(LaneFaults faults);
  }

  private void change(Direction direction, Change change) {
    loop.call(
        () -> {
          if (direction.covers(Direction.TO_SERVER)) {
            change.apply(loop.faults(Direction.TO_SERVER));
          }
          if (direction.covers(Direction.TO_CLIENT)) {
            change.apply(loop.faults(Direction.TO_CLIENT));
          }
          loop.advanceAll();
        });
  }
}
