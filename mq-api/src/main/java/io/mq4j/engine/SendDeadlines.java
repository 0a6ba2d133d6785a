package io.mq4j.engine;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends sends whose time is over. All sends of a producer have the same time-out, so a queue in the
 * order of the calls is in the order of the deadlines too.
 */
final class SendDeadlines {
  private final ConcurrentLinkedQueue<PendingSend> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean pruning = new AtomicBoolean();
  private final Consumer<PendingSend> late;
  private final String name;
  private volatile @Nullable Thread watcher;
  private volatile boolean closed;

  SendDeadlines(String name, Consumer<PendingSend> late) {
    this.name = name;
    this.late = late;
  }

  void watch(PendingSend send) {
    queue.add(send);
    prune();
    if (watcher == null) {
      startWatcher();
    }
  }

  /** Forgets ended sends at the head, so that the queue is about as long as what is under way. */
  private void prune() {
    if (pruning.compareAndSet(false, true)) {
      try {
        for (PendingSend head = queue.peek(); head != null && head.ended(); head = queue.peek()) {
          queue.remove();
        }
      } finally {
        pruning.set(false);
      }
    }
  }

  private synchronized void startWatcher() {
    if (watcher == null && !closed) {
      Thread thread = HandlerThreads.daemon("mq4j-send-timer-" + name, this::run);
      watcher = thread;
      thread.start();
    }
  }

  private void run() {
    while (!closed) {
      long now = System.nanoTime();
      PendingSend head = queue.peek();
      while (head != null && (head.ended() || head.deadline() - now <= 0)) {
        late.accept(head);
        prune();
        head = queue.peek();
      }
      LockSupport.parkNanos(this, head == null ? 100_000_000L : head.deadline() - now);
    }
  }

  /** Those made before this call that have not ended. */
  Iterable<PendingSend> pending() {
    return queue;
  }

  void close() {
    closed = true;
    Thread thread = watcher;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
