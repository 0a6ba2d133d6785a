package io.mq4j.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The threads that run a subscription's handlers: as many as work asks for, up to a limit. */
final class Workers<T> {
  private final ThreadFactory threads;
  private final ReadyQueue<T> ready;
  private final Work<T> work;
  private final Set<Thread> alive = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Worker> idle = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private volatile int limit;
  private volatile boolean halted;
  private volatile boolean ended;

  Workers(String name, int limit, ReadyQueue<T> ready, Work<T> work) {
    this.threads = HandlerThreads.named("mq4j-handler-" + name);
    this.limit = limit;
    this.ready = ready;
    this.work = work;
  }

  /** Called by the poller after each item that it made ready. */
  void itemIsReady() {
    if (!halted && !wakeOne() && count.get() < limit) {
      startOne();
    }
  }

  private boolean wakeOne() {
    for (Worker worker = idle.poll(); worker != null; worker = idle.poll()) {
      if (worker.parked.compareAndSet(true, false)) {
        LockSupport.unpark(worker.thread);
        return true;
      }
    }
    return false;
  }

  private void startOne() {
    int now = count.get();
    if (now < limit && count.compareAndSet(now, now + 1)) {
      new Worker().start();
    }
  }

  private void wakeAllIdle() {
    boolean woken;
    do {
      woken = wakeOne();
    } while (woken);
  }

  /** How many may run at once, from now on. */
  void limit(int value) {
    limit = value;
    wakeAll();
  }

  /** While halted no worker takes anything. */
  void halt(boolean value) {
    if (halted != value) {
      halted = value;
      if (!value) {
        wakeAll();
      }
    }
  }

  /** Wakes or starts as many workers as may run. */
  private void wakeAll() {
    wakeAllIdle();
    for (int i = count.get(); i < limit && !ready.isEmpty(); i++) {
      startOne();
    }
  }

  void interruptAll() {
    alive.forEach(Thread::interrupt);
  }

  boolean isWorker(Thread thread) {
    return alive.contains(thread);
  }

  /** Lets every thread end as soon as its handler has, and waits for that, but not for long. */
  void end(long nanos) {
    ended = true;
    wakeAllIdle();
    long deadline = System.nanoTime() + nanos;
    try {
      for (Thread thread : alive) {
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Worker implements Runnable {
    final AtomicBoolean parked = new AtomicBoolean();
    @Nullable Thread thread;

    void start() {
      Thread made = threads.newThread(this);
      thread = made;
      alive.add(made);
      made.start();
    }

    @Override
    public void run() {
      try {
        while (!ended && !retires()) {
          T item = halted ? null : ready.poll();
          if (item != null) {
            work.run(item);
            // A handler's interruption, or one that came too late for it, is not the next one's.
            Thread.interrupted();
          } else {
            park();
          }
        }
      } finally {
        alive.remove(Thread.currentThread());
      }
    }

    /** Leaves if there are too many; one that leaves while work waits is replaced by wakeAll. */
    private boolean retires() {
      int now = count.get();
      return now > limit && count.compareAndSet(now, now - 1);
    }

    private void park() {
      parked.set(true);
      idle.add(this);
      if (ended || (!halted && !ready.isEmpty()) || count.get() > limit) {
        parked.set(false);
        return;
      }
      while (parked.get()) {
        LockSupport.park(this);
        Thread.interrupted();
      }
    }
  }
}
