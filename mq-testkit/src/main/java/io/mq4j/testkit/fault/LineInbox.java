package io.mq4j.testkit.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The lines of a stream, read by a thread of its own, until somebody takes them. */
final class LineInbox {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<String> lines = new ArrayDeque<>();
  private final Thread reader;
  private String last = "nothing";
  private boolean ended;

  LineInbox(InputStream stream, String threadName) {
    reader = new Thread(() -> read(stream), threadName);
    reader.setDaemon(true);
    reader.start();
  }

  /** Null when the time is over or the stream ended without such a line. */
  @Nullable String take(Predicate<String> wanted, Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
          String line = each.next();
          if (wanted.test(line)) {
            each.remove();
            return line;
          }
        }
        if (ended || left <= 0) {
          return null;
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  boolean ended() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /** The last line that came, for errors. */
  String last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the reader, which ends with the stream. */
  void close() {
    try {
      reader.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(InputStream stream) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        add(line);
      }
    } catch (IOException closed) {
      // The process is gone, as at the end of the stream.
    } finally {
      lock.lock();
      try {
        ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void add(String line) {
    lock.lock();
    try {
      lines.add(line);
      last = "\"" + line + "\" last";
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
