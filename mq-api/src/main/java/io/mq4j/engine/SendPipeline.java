package io.mq4j.engine;

import io.mq4j.Message;
import io.mq4j.MqEvent;
import io.mq4j.MqException;
import io.mq4j.ProducerOptions;
import io.mq4j.SendOptions;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ProducerDriver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings sends to a driver. A thread-safe driver gets each on its caller's thread; for any other,
 * and whenever there is no connection, sends queue up and one thread hands over in groups what came
 * while the last group was under way. That thread also connects, and repeats in their first order
 * what a broken connection left unconfirmed.
 */
final class SendPipeline {
  private final BrokerDriver broker;
  private final ProducerOptions options;
  private final Events events;
  private final SendBuffer buffer;
  private final SendDeadlines deadlines;
  private final AtomicLong sequence = new AtomicLong();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final ArrayDeque<PendingSend> queue = new ArrayDeque<>();
  private final PriorityQueue<PendingSend> repeats =
      new PriorityQueue<>(Comparator.comparingLong((PendingSend send) -> send.sequence));
  private @Nullable ProducerDriver connected;
  private boolean broken;
  private boolean closed;
  private @Nullable Thread sender;

  /** The driver that callers may use directly; null while sends must queue. */
  private volatile @Nullable ProducerDriver direct;

  private volatile @Nullable MqException outage;
  private volatile boolean closing;

  SendPipeline(BrokerDriver broker, ProducerOptions options, Events events) {
    this.broker = broker;
    this.options = options;
    this.events = events;
    this.buffer = new SendBuffer(options.bufferBytes());
    this.deadlines = new SendDeadlines(broker.name(), this::late);
  }

  PendingSend send(String topic, Message message, SendOptions wishes) {
    PendingSend send = newSend(topic, message, wishes);
    MqException refusal = closing ? closedError(topic) : takeRoom(send);
    if (refusal != null) {
      send.finish(refusal);
      return send;
    }
    ProducerDriver driver = direct;
    if (driver != null) {
      submitDirectly(driver, send);
    } else {
      enqueue(send);
    }
    if (!send.ended()) {
      deadlines.watch(send);
    }
    return send;
  }

  /** A send that ends before it began. */
  PendingSend refused(String topic, Message message, MqException error) {
    PendingSend send = newSend(topic, message, SendOptions.NONE);
    send.finish(error);
    return send;
  }

  private PendingSend newSend(String topic, Message message, SendOptions wishes) {
    long deadline = System.nanoTime() + options.timeout().toNanos();
    return new PendingSend(this, topic, message, wishes, deadline, sequence.getAndIncrement());
  }

  private @Nullable MqException takeRoom(PendingSend send) {
    try {
      send.hasRoom = buffer.take(send.cost(), send.deadline);
      return send.hasRoom
          ? null
          : error(MqException.Kind.TIMEOUT, "the send buffer stayed full for the whole time-out")
              .topic(send.topic())
              .cause(outage)
              .build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return interrupted(send.topic(), e);
    }
  }

  private void submitDirectly(ProducerDriver driver, PendingSend send) {
    try {
      driver.submit(send);
    } catch (MqException e) {
      send.failed(e);
    } catch (RuntimeException e) {
      send.finish(unexpected(e));
    }
  }

  private void enqueue(PendingSend send) {
    ProducerDriver driver;
    boolean refuse;
    lock.lock();
    try {
      driver = direct;
      refuse = closed;
      if (driver == null && !refuse) {
        queue.add(send);
        wakeSender();
      }
    } finally {
      lock.unlock();
    }
    if (refuse) {
      send.finish(closedError(send.topic()));
    } else if (driver != null) {
      submitDirectly(driver, send);
    }
  }

  /** The connection broke under a send: it is repeated on the next one, if there is time. */
  void repeat(PendingSend send, MqException error) {
    lock.lock();
    try {
      if (!closed) {
        markBroken(error);
        repeats.add(send);
        wakeSender();
        return;
      }
    } finally {
      lock.unlock();
    }
    send.finish(unknown(send, error));
  }

  private void wakeSender() {
    if (sender == null) {
      sender = HandlerThreads.daemon("mq4j-send-" + broker.name(), this::run);
      sender.start();
    }
    work.signal();
  }

  private void run() {
    Backoff backoff = new Backoff();
    List<PendingSend> group = new ArrayList<>();
    for (ProducerDriver driver = connect(backoff); driver != null; driver = connect(backoff)) {
      try {
        while (awaitGroup(driver, group)) {
          submitGroup(driver, group);
        }
        if (direct != null) {
          return;
        }
      } catch (MqException e) {
        connectionBroke(e);
      } catch (RuntimeException e) {
        connectionBroke(unexpected(e));
      }
    }
  }

  private void submitGroup(ProducerDriver driver, List<PendingSend> group) {
    for (int i = 0; i < group.size(); i++) {
      PendingSend send = group.get(i);
      if (send.ended()) {
        continue;
      }
      try {
        driver.submit(send);
      } catch (RuntimeException e) {
        MqException error = e instanceof MqException known ? known : unexpected(e);
        if (error.kind() == MqException.Kind.UNAVAILABLE) {
          group.subList(i, group.size()).forEach(rest -> rest.failed(error));
          throw error;
        }
        send.finish(error);
      }
    }
    driver.commit();
  }

  /** The present connection, or a new one; null, and the thread ends, once this is closed. */
  private @Nullable ProducerDriver connect(Backoff backoff) {
    while (true) {
      ProducerDriver stale;
      lock.lock();
      try {
        if (closed) {
          sender = null;
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
        ProducerDriver fresh = broker.openProducer();
        backoff.reset();
        adopt(fresh);
      } catch (RuntimeException e) {
        MqException error = e instanceof MqException known ? known : unexpected(e);
        connectionBroke(error);
        if (!error.retryable()) {
          failQueued(error);
        }
        pause(backoff.next());
      }
    }
  }

  private void adopt(ProducerDriver fresh) {
    lock.lock();
    try {
      if (!closed) {
        connected = fresh;
        broken = false;
        outage = null;
        fresh = null;
      }
    } finally {
      lock.unlock();
    }
    if (fresh != null) {
      closeQuietly(fresh);
    } else {
      events.tell(events.event(MqEvent.Type.CONNECTED).detail("producer"));
    }
  }

  /** A refused password will be refused again: those who wait learn it now, not at their deadline. */
  private void failQueued(MqException error) {
    List<PendingSend> waiting = new ArrayList<>();
    lock.lock();
    try {
      waiting.addAll(repeats);
      waiting.addAll(queue);
      repeats.clear();
      queue.clear();
    } finally {
      lock.unlock();
    }
    waiting.forEach(send -> send.finish(error));
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

  /** Waits for sends; false if the driver is to be used directly from now on, or at close. */
  private boolean awaitGroup(ProducerDriver driver, List<PendingSend> group) {
    group.clear();
    lock.lock();
    try {
      while (true) {
        if (closed) {
          return false;
        }
        MqException error = outage;
        if (broken && error != null) {
          throw error;
        }
        while (group.size() < driver.maxGroup() && !(repeats.isEmpty() && queue.isEmpty())) {
          group.add(repeats.isEmpty() ? queue.remove() : repeats.remove());
        }
        if (!group.isEmpty()) {
          return true;
        }
        if (driver.threadSafe()) {
          direct = driver;
          sender = null;
          return false;
        }
        work.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void connectionBroke(MqException error) {
    lock.lock();
    try {
      markBroken(error);
    } finally {
      lock.unlock();
    }
  }

  private void markBroken(MqException error) {
    boolean first = outage == null;
    broken = true;
    outage = error;
    direct = null;
    if (first) {
      events.tell(events.event(MqEvent.Type.DISCONNECTED).detail("producer").cause(error));
    }
  }

  /** Called once by each send that ends. */
  void ended(PendingSend send) {
    if (send.hasRoom) {
      buffer.giveBack(send.cost());
    }
  }

  void failed(PendingSend send, MqException error) {
    events.tell(
        events
            .event(MqEvent.Type.SEND_FAILED)
            .topic(send.topic())
            .message(send.message().id(), 0)
            .detail(error.kind().toString())
            .cause(error));
  }

  private void late(PendingSend send) {
    if (!send.ended()) {
      send.finish(unknown(send, outage));
    }
  }

  private MqException unknown(PendingSend send, @Nullable MqException cause) {
    String text =
        "not confirmed within its time (at most "
            + options.timeout()
            + "): it may have been stored; to send it again, keep its id";
    return error(MqException.Kind.TIMEOUT, text).topic(send.topic()).cause(cause).build();
  }

  MqException interrupted(String topic, InterruptedException cause) {
    return error(MqException.Kind.INTERRUPTED, "interrupted: the send may still happen")
        .topic(topic)
        .cause(cause)
        .build();
  }

  private MqException closedError(String topic) {
    return error(MqException.Kind.CLOSED, "the producer has been closed").topic(topic).build();
  }

  private MqException unexpected(RuntimeException cause) {
    return error(MqException.Kind.UNEXPECTED, "the client failed in an unknown way")
        .retryable(true)
        .cause(cause)
        .build();
  }

  private MqException.Builder error(MqException.Kind kind, String text) {
    return MqException.builder(kind, text).adapter(broker.capabilities().adapter());
  }

  /** Why there is no connection, or null if there is one or none was needed yet. */
  @Nullable MqException outage() {
    return outage;
  }

  void flush() throws InterruptedException {
    for (PendingSend send : deadlines.pending()) {
      try {
        send.get();
      } catch (ExecutionException e) {
        // The caller of that send learns it from its own future.
      }
    }
  }

  /** Refuses new sends, gives those under way some time, and ends what is then left as unknown. */
  void close(long within) {
    closing = true;
    try {
      boolean unused = buffer.awaitEmpty(System.nanoTime() + within);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
    List<PendingSend> left = new ArrayList<>();
    lock.lock();
    try {
      left.addAll(repeats);
      left.addAll(queue);
      repeats.clear();
      queue.clear();
    } finally {
      lock.unlock();
    }
    left.forEach(send -> send.finish(unknown(send, outage)));
    deadlines.pending().forEach(this::late);
    deadlines.close();
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
