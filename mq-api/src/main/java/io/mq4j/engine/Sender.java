package io.mq4j.engine;

import io.mq4j.MqEvent;
import io.mq4j.MqException;
import io.mq4j.ProducerOptions;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.Link;
import io.mq4j.spi.ProducerDriver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way of sends to the driver. A thread-safe driver gets each on its caller's thread; for any
 * other, and whenever there is no connection, sends queue up and one thread hands over in groups
 * what came while the last group was under way. That thread also connects, and repeats in their
 * first order what a broken connection left unconfirmed.
 */
final class Sender {
  private final BrokerDriver broker;
  private final ProducerOptions options;
  private final SendErrors errors;
  private final Events events;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final ArrayDeque<PendingSend> queue = new ArrayDeque<>();
  private final PriorityQueue<PendingSend> repeats =
      new PriorityQueue<>(Comparator.comparingLong((PendingSend send) -> send.sequence));
  private @Nullable ProducerDriver connected;
  private @Nullable ProducerLink present;
  private boolean broken;
  private boolean closed;
  private @Nullable Thread thread;

  /** The driver that callers may use by themselves; null while sends must queue. */
  private volatile @Nullable ProducerDriver direct;

  private volatile @Nullable MqException outage;

  Sender(BrokerDriver broker, ProducerOptions options, SendErrors errors, Events events) {
    this.broker = broker;
    this.options = options;
    this.errors = errors;
    this.events = events;
  }

  /** Why there is no connection, or null if there is one or none was needed yet. */
  @Nullable MqException outage() {
    return outage;
  }

  void send(PendingSend send) {
    ProducerDriver driver = direct;
    if (driver == null) {
      driver = enqueue(send);
    }
    if (driver != null) {
      send.via = driver;
      try {
        driver.submit(send);
      } catch (RuntimeException e) {
        send.failed(errors.known(e));
      }
    }
  }

  /** Queues a send, unless a driver has become usable meanwhile: that one is returned. */
  private @Nullable ProducerDriver enqueue(PendingSend send) {
    lock.lock();
    try {
      if (direct != null) {
        return direct;
      }
      if (!closed) {
        queue.add(send);
        wakeThread();
        return null;
      }
    } finally {
      lock.unlock();
    }
    send.finish(errors.closed(send.topic()));
    return null;
  }

  /** The connection broke under a send: it is repeated on the next one, if there is time. */
  void repeat(PendingSend send, MqException error) {
    boolean news = false;
    lock.lock();
    try {
      // What an earlier driver left behind says nothing about the present one.
      if (connected == null || connected.equals(send.via)) {
        news = markBroken(error);
      }
      if (!closed) {
        repeats.add(send);
        wakeThread();
        send = null;
      }
    } finally {
      lock.unlock();
    }
    if (send != null) {
      send.finish(errors.unknown(send.topic(), error));
    }
    tellIf(news, error);
  }

  private void wakeThread() {
    if (thread == null) {
      thread = HandlerThreads.daemon("mq4j-send-" + broker.name(), this::run);
      thread.start();
    }
    work.signal();
  }

  private void run() {
    Backoff backoff = new Backoff();
    List<PendingSend> group = new ArrayList<>();
    for (ProducerDriver driver = connect(backoff); driver != null; driver = connect(backoff)) {
      try {
        while (awaitGroup(driver, group)) {
          submit(driver, group);
        }
        return;
      } catch (RuntimeException e) {
        broke(errors.known(e));
      }
    }
  }

  private void submit(ProducerDriver driver, List<PendingSend> group) {
    for (int i = 0; i < group.size(); i++) {
      PendingSend send = group.get(i);
      if (send.ended()) {
        continue;
      }
      send.via = driver;
      try {
        driver.submit(send);
      } catch (RuntimeException e) {
        MqException error = errors.known(e);
        if (error.kind() == MqException.Kind.UNAVAILABLE) {
          group.subList(i, group.size()).forEach(rest -> rest.failed(error));
          throw error;
        }
        send.finish(error);
      }
    }
    driver.commit();
  }

  /** Waits for sends; false, and the thread ends, at close or when callers take over. */
  private boolean awaitGroup(ProducerDriver driver, List<PendingSend> group) {
    group.clear();
    lock.lock();
    try {
      while (true) {
        MqException error = outage;
        if (broken && error != null && !closed) {
          throw error;
        }
        while (group.size() < driver.maxGroup() && !(repeats.isEmpty() && queue.isEmpty())) {
          group.add(repeats.isEmpty() ? queue.remove() : repeats.remove());
        }
        if (!group.isEmpty()) {
          return true;
        }
        if (closed || driver.threadSafe()) {
          direct = closed ? null : driver;
          thread = null;
          return false;
        }
        work.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The present connection, or a new one; null, and the thread ends, once this is closed. */
  private @Nullable ProducerDriver connect(Backoff backoff) {
    while (true) {
      ProducerDriver stale;
      lock.lock();
      try {
        if (closed) {
          thread = null;
          return null;
        }
        if (connected != null && !broken) {
          return connected;
        }
        stale = connected;
        connected = null;
      } finally {
        lock.unlock();
      }
      if (stale != null) {
        closeQuietly(stale);
      }
      try {
        ProducerLink link = new ProducerLink();
        adopt(broker.openProducer(options, link), link);
        backoff.reset();
      } catch (RuntimeException e) {
        MqException error = errors.known(e);
        broke(error);
        if (!error.retryable()) {
          takeAll().forEach(send -> send.finish(error));
        }
        pause(backoff.next());
      }
    }
  }

  private void adopt(ProducerDriver fresh, ProducerLink link) {
    boolean late;
    lock.lock();
    try {
      late = closed;
      if (!late) {
        connected = fresh;
        present = link;
        broken = link.error != null;
        outage = link.error;
      }
    } finally {
      lock.unlock();
    }
    if (late) {
      closeQuietly(fresh);
    } else {
      events.tell(events.event(MqEvent.Type.CONNECTED).detail("producer"));
    }
  }

  private void broke(MqException error) {
    boolean news;
    lock.lock();
    try {
      news = markBroken(error);
    } finally {
      lock.unlock();
    }
    tellIf(news, error);
  }

  /** True if this is news, and not one more sign of the same outage. */
  private boolean markBroken(MqException error) {
    boolean news = outage == null && !closed;
    broken = true;
    outage = error;
    direct = null;
    return news;
  }

  private void tellIf(boolean news, MqException error) {
    if (news) {
      events.tell(events.event(MqEvent.Type.DISCONNECTED).detail("producer").cause(error));
    }
  }

  private void pause(long nanos) {
    lock.lock();
    try {
      for (long left = nanos; left > 0 && !closed; ) {
        left = work.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread on purpose; the next attempt comes sooner, that is all.
    } finally {
      lock.unlock();
    }
  }

  /** What a connection says by itself; heeded only while it is the present one. */
  private final class ProducerLink implements Link {
    /** Guarded by the lock, as everything here is. */
    private @Nullable MqException error;

    @Override
    public void broken(MqException why) {
      boolean news = false;
      lock.lock();
      try {
        error = why;
        if (equals(present) && !closed) {
          news = markBroken(why);
          wakeThread();
        }
      } finally {
        lock.unlock();
      }
      tellIf(news, why);
    }

    @Override
    public void away(MqException why) {
      boolean news;
      lock.lock();
      try {
        news = equals(present) && outage == null && !closed;
        if (news) {
          outage = why;
        }
      } finally {
        lock.unlock();
      }
      tellIf(news, why);
    }

    @Override
    public void back() {
      boolean news;
      lock.lock();
      try {
        news = equals(present) && outage != null && !broken;
        if (news) {
          outage = null;
        }
      } finally {
        lock.unlock();
      }
      if (news) {
        events.tell(events.event(MqEvent.Type.CONNECTED).detail("producer"));
      }
    }
  }

  private List<PendingSend> takeAll() {
    lock.lock();
    try {
      List<PendingSend> all = new ArrayList<>(repeats);
      all.addAll(queue);
      repeats.clear();
      queue.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** Closes the connection; returns the sends that never got to it. */
  List<PendingSend> close() {
    ProducerDriver last;
    lock.lock();
    try {
      closed = true;
      direct = null;
      last = connected;
      connected = null;
      work.signalAll();
    } finally {
      lock.unlock();
    }
    if (last != null) {
      closeQuietly(last);
    }
    return takeAll();
  }

  private void closeQuietly(ProducerDriver driver) {
    try {
      driver.close();
    } catch (RuntimeException e) {
      events.tell(
          events
              .event(MqEvent.Type.DISCONNECTED)
              .detail("producer: the client did not close cleanly")
              .cause(e));
    }
  }
}
