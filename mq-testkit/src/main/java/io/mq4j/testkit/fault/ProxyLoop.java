package io.mq4j.testkit.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a proxy. Every socket and every fault belongs to it, so a fault is in force, to
 * the byte, once {@link #call} has returned.
 */
final class ProxyLoop implements Runnable {
  private static final int BACKLOG = 1024;

  interface Action {
    void run() throws IOException;
  }

  private record Task(Action action, CompletableFuture<Void> result) {}

  private static final class Cut {
    final Direction direction;
    final CompletableFuture<Void> done;
    long left;

    Cut(Direction direction, long left, CompletableFuture<Void> done) {
      this.direction = direction;
      this.left = left;
      this.done = done;
    }
  }

  private final InetSocketAddress target;
  private final Selector selector = Selector.open();
  private final HeldPort port = HeldPort.take();
  private final Thread thread;
  private final long start = System.nanoTime();
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(1 << 18);
  private final LaneFaults toServer = new LaneFaults();
  private final LaneFaults toClient = new LaneFaults();
  private final Set<ProxyConnection> connections = new LinkedHashSet<>();
  private final Set<ProxyConnection> timed = new LinkedHashSet<>();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong open = new AtomicLong();
  private final AtomicLong bytesToServer = new AtomicLong();
  private final AtomicLong bytesToClient = new AtomicLong();
  private @Nullable ServerSocketChannel listener;
  private @Nullable Cut cut;
  private boolean stopping;

  /** Told after the next select, because only select lets a closed socket really go. */
  private List<CompletableFuture<Void>> done = new ArrayList<>();

  private final Object tasksLock = new Object();
  private List<Task> tasks = new ArrayList<>();
  private boolean closed;
  private @Nullable Throwable failure;

  ProxyLoop(InetSocketAddress target) throws IOException {
    this.target = target;
    thread = new Thread(this, "tcp-proxy-" + port.number());
    thread.setDaemon(true);
    try {
      listen();
    } catch (IOException e) {
      selector.close();
      port.close();
      throw e;
    }
    thread.start();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number());
  }

  InetSocketAddress target() {
    return target;
  }

  long accepted() {
    return accepted.get();
  }

  long open() {
    settle();
    return open.get();
  }

  long bytes(Direction direction) {
    settle();
    return (direction.covers(Direction.TO_SERVER) ? bytesToServer.get() : 0)
        + (direction.covers(Direction.TO_CLIENT) ? bytesToClient.get() : 0);
  }

  /** Runs the action on the loop and returns when it, and each close it made, is done. */
  void call(Action action) {
    if (Thread.currentThread().equals(thread)) {
      runUnchecked(action);
      return;
    }
    try {
      submit(action).join();
    } catch (CompletionException e) {
      throw new IllegalStateException(thread.getName() + " could not do it", e.getCause());
    }
  }

  /** Returns when what the loop is doing now is done, and counted; a closed loop does nothing. */
  void settle() {
    if (!Thread.currentThread().equals(thread)) {
      CompletableFuture<Void> settled;
      try {
        settled = submit(() -> {});
      } catch (IllegalStateException closed) {
        return;
      }
      settled.handle((done, closedMeanwhile) -> null).join();
    }
  }

  private CompletableFuture<Void> submit(Action action) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    synchronized (tasksLock) {
      if (closed) {
        throw new IllegalStateException(thread.getName() + " is closed", failure);
      }
      tasks.add(new Task(action, result));
    }
    selector.wakeup();
    return result;
  }

  /** Ends everything; returns when the thread is gone, unless it is the caller. */
  void close() {
    boolean first;
    synchronized (tasksLock) {
      first = !closed;
      closed = true;
      tasks.add(new Task(() -> stopping = true, new CompletableFuture<>()));
    }
    if (first) {
      selector.wakeup();
    }
    boolean interrupted = false;
    while (!thread.equals(Thread.currentThread()) && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        // The loop ends at once; the interrupt is for what the caller does next.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        runTasks();
        List<CompletableFuture<Void>> settled = done;
        done = new ArrayList<>();
        select(settled.isEmpty() && !stopping ? nextWake() : 0);
        settled.forEach(future -> future.complete(null));
        for (ProxyConnection connection : List.copyOf(timed)) {
          if (connection.wakeAt() <= now()) {
            connection.advance();
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      synchronized (tasksLock) {
        failure = e;
      }
    } finally {
      end();
    }
  }

  // What follows is for the loop thread.

  long now() {
    return System.nanoTime() - start;
  }

  ByteBuffer scratch() {
    return scratch.clear();
  }

  LaneFaults faults(Direction one) {
    return one == Direction.TO_SERVER ? toServer : toClient;
  }

  /** A connection can't be made when either way is shut. */
  boolean blackholed() {
    return toServer.blackholed() || toClient.blackholed();
  }

  SelectionKey register(SocketChannel socket, ProxyConnection connection) throws IOException {
    socket.configureBlocking(false);
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return socket.register(selector, 0, connection);
  }

  void forget(ProxyConnection connection) {
    connections.remove(connection);
    timed.remove(connection);
    open.set(connections.size());
  }

  /** The connection's wake-up time may have changed. */
  void time(ProxyConnection connection) {
    if (connection.wakeAt() == ProxyPipe.NEVER) {
      timed.remove(connection);
    } else {
      timed.add(connection);
    }
  }

  void passed(Direction one, int bytes) {
    (one == Direction.TO_SERVER ? bytesToServer : bytesToClient).addAndGet(bytes);
    if (cut != null && cut.direction.covers(one)) {
      cut.left -= bytes;
    }
  }

  /** How many of the wanted bytes may pass before the cut; 0 when it is due. */
  int allowed(Direction one, int wanted) {
    return cut == null || !cut.direction.covers(one) ? wanted : (int) Math.min(wanted, cut.left);
  }

  void cutNow() {
    if (cut != null) {
      done.add(cut.done);
      cut = null;
    }
    resetAll();
  }

  void arm(Direction direction, long bytes, CompletableFuture<Void> whenDone) {
    disarm();
    cut = new Cut(direction, bytes, whenDone);
  }

  void disarm() {
    if (cut != null) {
      cut.done.cancel(false);
      cut = null;
    }
  }

  void resetAll() {
    List.copyOf(connections).forEach(ProxyConnection::reset);
  }

  void endAll(Direction direction) {
    List.copyOf(connections).forEach(connection -> connection.end(direction));
  }

  void advanceAll() {
    List.copyOf(connections).forEach(ProxyConnection::advance);
  }

  void listen() throws IOException {
    if (listener == null) {
      ServerSocketChannel opened = ServerSocketChannel.open();
      listener = opened;
      opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      opened.bind(address(), BACKLOG).configureBlocking(false);
      opened.register(selector, SelectionKey.OP_ACCEPT);
    }
  }

  void refuse() throws IOException {
    if (listener != null) {
      listener.close();
      listener = null;
    }
  }

  private void runTasks() {
    List<Task> taken;
    synchronized (tasksLock) {
      taken = tasks;
      tasks = new ArrayList<>();
    }
    for (Task task : taken) {
      try {
        task.action().run();
        done.add(task.result());
      } catch (IOException | RuntimeException e) {
        task.result().completeExceptionally(e);
      }
    }
  }

  private long nextWake() {
    long wake = ProxyPipe.NEVER;
    for (ProxyConnection connection : timed) {
      wake = Math.min(wake, connection.wakeAt());
    }
    return wake;
  }

  private void select(long wakeAt) throws IOException {
    long left = wakeAt - now();
    if (wakeAt == ProxyPipe.NEVER) {
      selector.select(this::ready);
    } else if (left <= 0) {
      selector.selectNow(this::ready);
    } else {
      selector.select(this::ready, Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
    }
  }

  private void ready(SelectionKey key) {
    if (key.isValid() && key.attachment() instanceof ProxyConnection connection) {
      connection.ready(key);
    } else if (key.isValid()) {
      accept();
    }
  }

  private void accept() {
    try {
      for (SocketChannel client = next(); client != null; client = next()) {
        accepted.incrementAndGet();
        ProxyConnection connection = new ProxyConnection(this, client);
        connections.add(connection);
        open.set(connections.size());
        connection.advance();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable SocketChannel next() throws IOException {
    return listener == null ? null : listener.accept();
  }

  private static void runUnchecked(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void end() {
    resetAll();
    disarm();
    List<Task> late;
    synchronized (tasksLock) {
      closed = true;
      late = tasks;
      tasks = new ArrayList<>();
    }
    try {
      refuse();
      selector.selectNow();
      selector.close();
      port.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      IllegalStateException tooLate = new IllegalStateException(thread.getName() + " is closed");
      late.forEach(task -> task.result().completeExceptionally(tooLate));
      done.forEach(future -> future.complete(null));
    }
  }
}
