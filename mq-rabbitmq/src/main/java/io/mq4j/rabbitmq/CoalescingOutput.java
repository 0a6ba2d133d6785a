package io.mq4j.rabbitmq;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what one thread writes until it says so, though the client flushes after each frame. What
 * other threads flush, heartbeats for one, goes out at once. Safe for use by many threads.
 */
final class CoalescingOutput extends OutputStream {
  private final OutputStream socket;
  private final byte[] buffer = new byte[64 << 10];
  private int filled;

  /** Each thread only asks whether it is this one itself, so it needs no fence. */
  private @Nullable Thread holder;

  CoalescingOutput(OutputStream socket) {
    this.socket = socket;
  }

  /** From now on this thread's flushes do nothing. */
  void hold() {
    holder = Thread.currentThread();
  }

  /** Ends {@link #hold()}. */
  void release() {
    holder = null;
  }

  @Override
  public synchronized void write(int value) throws IOException {
    if (filled == buffer.length) {
      drain();
    }
    buffer[filled++] = (byte) value;
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > buffer.length - filled) {
      drain();
      if (length > buffer.length) {
        socket.write(bytes, offset, length);
        return;
      }
    }
    System.arraycopy(bytes, offset, buffer, filled, length);
    filled += length;
  }

  @Override
  public void flush() throws IOException {
    if (!Thread.currentThread().equals(holder)) {
      synchronized (this) {
        drain();
      }
    }
  }

  private void drain() throws IOException {
    socket.write(buffer, 0, filled);
    filled = 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
