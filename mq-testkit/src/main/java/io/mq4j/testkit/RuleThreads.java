package io.mq4j.testkit;

import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** Threads that a rule started. Safe for use by many threads. */
final class RuleThreads {
  private final Queue<Thread> started = new ConcurrentLinkedQueue<>();

  <T> Future<T> start(String name, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "rule-" + name);
    thread.setDaemon(true);
    started.add(thread);
    thread.start();
    return task;
  }

  /** Interrupts those that still run: a rule that forgot one must not disturb the next. */
  void end() {
    started.forEach(Thread::interrupt);
  }
}
