package io.mq4j.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.mq4j.MqException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the connection's thread received and the consumer's thread has not taken; the prefetch
 * bounds it. Safe for use by many threads.
 */
final class Inbox {
  /** A delivery as the client handed it over. */
  static final class Arrival {
    final Topology.Source source;
    final long tag;
    final BasicProperties properties;
    final byte[] body;

    Arrival(Topology.Source source, long tag, BasicProperties properties, byte[] body) {
      this.source = source;
      this.tag = tag;
      this.properties = properties;
      this.body = body;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Arrival> arrivals = new ArrayDeque<>();
  private @Nullable MqException failure;
  private boolean woken;

  void put(Arrival arrival) {
    lock.lock();
    try {
      arrivals.add(arrival);
      if (arrivals.size() == 1) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more will come; the first reason counts. */
  void fail(MqException reason) {
    lock.lock();
    try {
      if (failure == null) {
        failure = reason;
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for arrivals, if any are wanted, and takes up to {@code most}.
   *
   * @throws MqException the failure; what arrived before it can't be settled any more
   */
  void take(List<Arrival> into, int most, long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (failure == null && !woken && left > 0 && (most == 0 || arrivals.isEmpty())) {
        left = changed.awaitNanos(left);
      }
      woken = false;
      if (failure != null) {
        throw failure;
      }
      for (int i = Math.min(most, arrivals.size()); i > 0; i--) {
        into.add(arrivals.remove());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RabbitErrors.error(MqException.Kind.INTERRUPTED, "interrupted while receiving", e);
    } finally {
      lock.unlock();
    }
  }
}
