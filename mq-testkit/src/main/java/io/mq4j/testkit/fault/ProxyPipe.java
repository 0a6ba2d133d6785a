package io.mq4j.testkit.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/**
 * One direction of one connection: what was read and not yet written, in order. Loop thread only.
 */
final class ProxyPipe {
  /** No wake-up is needed. */
  static final long NEVER = Long.MAX_VALUE;

  /** What a delayed line may hold; without delay at most one read is held. */
  private static final int DELAYED_BYTES = 1 << 20;

  /** Other connections get their turn after so many writes. */
  private static final int WRITES_PER_TURN = 64;

  private record Chunk(ByteBuffer data, long due, boolean end) {}

  private final ProxyLoop loop;
  private final Direction direction;
  private final LaneFaults faults;
  private final BooleanSupplier reverseBroken;
  private final Deque<Chunk> queue = new ArrayDeque<>();
  private int queued;
  private long lastDue;
  private long freeAt;
  private long wakeAt = NEVER;
  private boolean writeLater;
  private boolean sourceEnded;
  private boolean ended;
  private boolean finished;
  private boolean broken;

  ProxyPipe(ProxyLoop loop, Direction direction, BooleanSupplier reverseBroken) {
    this.loop = loop;
    this.reverseBroken = reverseBroken;
    this.direction = direction;
    this.faults = loop.faults(direction);
  }

  boolean wantsRead() {
    return !sourceEnded
        && !broken
        && !faults.blackholed()
        && (queue.isEmpty() || ended || (faults.delays() && queued < DELAYED_BYTES));
  }

  boolean wantsWrite() {
    return writeLater;
  }

  /** Nothing will pass any more: the end was passed on, or the sink refused. */
  boolean finished() {
    return finished || broken;
  }

  /** The sink refused bytes: they are lost, so the connection must not end politely. */
  boolean broken() {
    return broken;
  }

  /** When something is to be done without an event from a socket, or {@link #NEVER}. */
  long wakeAt() {
    return wakeAt;
  }

  void read(SocketChannel source, SocketChannel sink) throws IOException {
    ByteBuffer scratch = loop.scratch();
    if (source.read(scratch) < 0) {
      sourceEnded = true;
      end();
    } else if (!ended) {
      forward(scratch.flip(), sink);
    }
    flush(sink);
  }

  /** The stream ends after what is already queued; what comes later is read and thrown away. */
  void end() {
    if (!ended) {
      ended = true;
      queue.add(new Chunk(ByteBuffer.allocate(0), nextDue(), true));
    }
  }

  /** Passes on what may pass now. */
  void flush(SocketChannel sink) {
    wakeAt = NEVER;
    writeLater = false;
    try {
      for (Chunk head = queue.peek(); head != null && mayGo(head); head = queue.peek()) {
        if (head.end()) {
          // When the other way broke, the end is a reset, which the connection makes of it.
          if (!reverseBroken.getAsBoolean()) {
            sink.shutdownOutput();
          }
          finished = true;
        } else if (!pass(head.data(), sink)) {
          return;
        }
        queue.remove();
        queued -= head.data().capacity();
      }
    } catch (IOException refused) {
      // The other direction still carries what the refusing side said before, then ends.
      broken = true;
      queue.clear();
    }
  }

  private void forward(ByteBuffer data, SocketChannel sink) {
    // The usual case: nothing waits and nothing is delayed, so nothing is copied.
    if (queue.isEmpty() && !faults.delays()) {
      try {
        if (pass(data, sink)) {
          return;
        }
      } catch (IOException refused) {
        broken = true;
        return;
      }
    }
    ByteBuffer rest = ByteBuffer.allocate(data.remaining()).put(data).flip();
    queued += rest.capacity();
    queue.add(new Chunk(rest, nextDue(), false));
  }

  private boolean mayGo(Chunk head) {
    if (faults.blackholed()) {
      return false;
    }
    if (faults.delays() && head.due() > loop.now()) {
      wakeAt = head.due();
      return false;
    }
    return true;
  }

  /** False when some of the data must wait. */
  private boolean pass(ByteBuffer data, SocketChannel sink) throws IOException {
    for (int writes = 0; data.hasRemaining(); writes++) {
      if (writes == WRITES_PER_TURN) {
        writeLater = true;
        return false;
      }
      if (faults.throttles() && freeAt > loop.now()) {
        wakeAt = freeAt;
        return false;
      }
      int allowed = loop.allowed(direction, faults.slice(data.remaining()));
      if (allowed == 0) {
        loop.cutNow();
        return false;
      }
      int written = write(data, allowed, sink);
      if (written == 0) {
        writeLater = true;
        return false;
      }
      loop.passed(direction, written);
      if (faults.throttles()) {
        freeAt = Math.max(freeAt, loop.now()) + faults.nanosFor(written);
      }
    }
    return true;
  }

  private static int write(ByteBuffer data, int allowed, SocketChannel sink) throws IOException {
    int limit = data.limit();
    data.limit(data.position() + allowed);
    try {
      return sink.write(data);
    } finally {
      data.limit(limit);
    }
  }

  private long nextDue() {
    lastDue = Math.max(lastDue, loop.now() + faults.nextDelay());
    return lastDue;
  }
}
