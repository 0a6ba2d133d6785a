package io.mq4j.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads that run a subscription's handlers: as many as work asks for, up to a limit. One at a
 * time is on its way to work; it calls the next one before it begins, if there is more to do. So
 * quick handlers are run by few threads, and slow ones soon by all.
 */
final class Workers<T> {
  private final ThreadFactory threads;
  private final ReadyQueue<T> ready;
  private final Work<T> work;
  private final Set<Thread> alive = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Worker> idle = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();

  /** Whether a worker has been called and has not looked for work yet. */
  private final AtomicBoolean called = new AtomicBoolean();

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
    if (!called.get()) {
      callOne();
    }
  }

  private void callOne() {
    if (!halted && called.compareAndSet(false, true) && !wakeOne() && !startOne()) {
      called.set(false);
    }
  }

  private boolean wakeOne() {
    for (Worker worker = idle.poll(); worker != null; worker = idle.poll()) {
      if (worker.wake()) {
        return true;
      }
    }
    return false;
  }

  private boolean startOne() {
    int now = count.get();
    while (now < limit) {
      if (count.compareAndSet(now, now + 1)) {
        new Worker().start();
        return true;
      }
      now = count.get();
    }
    return false;
  }

  /** Wakes all, whether they are needed or not. */
  private void wakeAllIdle() {
    boolean woken;
    do {
      woken = wakeOne();
    } while (woken);
  }

  /** How many may run at once, from now on. */
  void limit(int value) {
    limit = value;
    wakeAllIdle();
    callOne();
  }

  /** While halted no worker takes anything. */
  void halt(boolean value) {
    if (halted != value) {
      halted = value;
      callOne();
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
    private final AtomicBoolean parked = new AtomicBoolean();
    private @Nullable Thread thread;

    /** Called to work, and not looked for any yet; its own thread's business. */
    private boolean fresh = true;

    void start() {
      Thread made = threads.newThread(this);
      thread = made;
      alive.add(made);
      made.start();
    }

    boolean wake() {
      if (parked.compareAndSet(true, false)) {
        LockSupport.unpark(thread);
        return true;
      }
      return false;
    }

    @Override
    public void run() {
      try {
        while (!ended && !retires()) {
          T item = next();
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
        passTheCallOn();
      }
    }

    private @Nullable T next() {
      if (halted) {
        return null;
      }
      if (fresh) {
        fresh = false;
        // Before it looks: what is made ready from now on calls another.
        called.set(false);
      }
      T item = ready.poll();
      if (item != null && !called.get() && !ready.isEmpty()) {
        callOne();
      }
      return item;
    }

    private void passTheCallOn() {
      if (fresh) {
        fresh = false;
        called.set(false);
        if (!ended && !ready.isEmpty()) {
          callOne();
        }
      }
    }

    /** Leaves if there are too many. */
    private boolean retires() {
      int now = count.get();
      return now > limit && count.compareAndSet(now, now - 1);
    }

    private void park() {
      if (fresh) {
        fresh = false;
        called.set(false);
      }
      parked.set(true);
      idle.add(this);
      if (ended || (!halted && !ready.isEmpty()) || count.get() > limit) {
        // If somebody was quicker it is called, though it did not sleep.
        fresh = !parked.compareAndSet(true, false);
        return;
      }
      while (parked.get()) {
        LockSupport.park(this);
        Thread.interrupted();
      }
      fresh = true;
    }
  }
}
