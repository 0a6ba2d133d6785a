package io.mq4j.testkit;

import io.mq4j.Delivery;
import io.mq4j.Message;
import io.mq4j.MqEvent;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import io.mq4j.ReservedHeaders;
import io.mq4j.SendOptions;
import io.mq4j.testkit.Event.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Writes the history of one test down as it happens. Safe for use by many threads. */
final class Recorder {
  private final long start = System.nanoTime();
  private final AtomicLong next = new AtomicLong();
  private final Queue<Event> events = new ConcurrentLinkedQueue<>();
  private final Queue<Subscribed> subscriptions = new ConcurrentLinkedQueue<>();
  private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();
  private volatile long lastChange = System.nanoTime();

  long publish(String producer, String topic, Message message, SendOptions options) {
    Duration delay = options.delay();
    int millis = delay == null ? 0 : (int) Math.min(delay.toMillis(), Integer.MAX_VALUE);
    String detail = options.timeToLive() == null ? "" : "ttl";
    return add(
        Kind.PUBLISH, producer, "", topic, message, -1, millis, Fingerprint.of(message), detail);
  }

  void confirmed(long publish, String producer, String topic, Message message) {
    add(Kind.CONFIRMED, producer, "", topic, message, publish, 0, 0, "");
  }

  void failed(long publish, String producer, String topic, Message message, Throwable error) {
    Kind kind = nothingWasSent(error) ? Kind.FAILED : Kind.UNKNOWN;
    add(kind, producer, "", topic, message, publish, 0, 0, describe(error));
  }

  private static boolean nothingWasSent(Throwable error) {
    if (error instanceof MqException mq) {
      return switch (mq.kind()) {
        case INVALID, UNSUPPORTED, TOO_LARGE, CONFIGURATION -> true;
        default -> false;
      };
    }
    return error instanceof NullPointerException;
  }

  void subscribed(Subscribed subscription) {
    plain(Kind.SUBSCRIBE, subscription.who(), subscription.group(), subscription.toString());
  }

  /** It was taken; one that was refused has no claim to messages. */
  void accepted(Subscribed subscription) {
    subscriptions.add(subscription);
  }

  void ready(Subscribed subscription) {
    plain(Kind.READY, subscription.who(), subscription.group(), "");
  }

  void closed(Subscribed subscription) {
    plain(Kind.CLOSE, subscription.who(), subscription.group(), "");
  }

  long delivered(Subscribed to, Delivery delivery) {
    Message message = delivery.message();
    long print = Fingerprint.of(message);
    int attempt = delivery.attempt();
    return add(
        Kind.DELIVERED,
        to.who(),
        delivery.group(),
        delivery.topic(),
        message,
        -1,
        attempt,
        print,
        "");
  }

  void handled(long delivered, Subscribed by, Delivery delivery, boolean settled, String outcome) {
    add(
        settled ? Kind.SETTLED : Kind.UNSETTLED,
        by.who(),
        delivery.group(),
        delivery.topic(),
        delivery.message(),
        delivered,
        delivery.attempt(),
        0,
        outcome);
  }

  void fault(String what) {
    plain(Kind.FAULT, "faults", "", what);
  }

  void note(String what) {
    plain(Kind.NOTE, "rule", "", what);
  }

  void event(String client, MqEvent event) {
    String group = event.group() == null ? "" : event.group();
    String topic = event.topic() == null ? "" : event.topic();
    String id = event.messageId() == null ? "" : event.messageId();
    int attempt = event.attempt();
    append(Kind.EVENT, client, group, topic, id, null, -1, attempt, 0, 0, event.toString());
  }

  static String describe(Throwable error) {
    String text =
        error instanceof MqException mq ? mq.kind() + ": " : error.getClass().getName() + ": ";
    return text + error.getMessage();
  }

  /** A handler's wish that a message be published elsewhere before its source is acknowledged. */
  void hop(Subscribed by, long delivered, Outcome outcome) {
    String topic = outcome.topic();
    Message message = outcome.message();
    if (topic != null && message != null) {
      long print = Fingerprint.of(message);
      String onlyGroup = message.headers().getOrDefault(ReservedHeaders.TARGET_GROUP, "");
      add(Kind.HOP, by.who(), by.group(), topic, message, delivered, 0, print, onlyGroup);
    }
  }

  private void plain(Kind kind, String who, String group, String detail) {
    append(kind, who, group, "", "", null, -1, 0, 0, 0, detail);
  }

  private long add(
      Kind kind,
      String who,
      String group,
      String topic,
      Message message,
      long of,
      int number,
      long print,
      String detail) {
    int generation = ReservedHeaders.count(message.header(ReservedHeaders.GENERATION));
    return append(
        kind,
        who,
        group,
        topic,
        message.id(),
        message.key(),
        of,
        number,
        generation,
        print,
        detail);
  }

  private long append(
      Kind kind,
      String who,
      String group,
      String topic,
      String id,
      @Nullable String key,
      long of,
      int number,
      int generation,
      long print,
      String detail) {
    long seq = next.getAndIncrement();
    long nanos = System.nanoTime();
    long thread = Thread.currentThread().getId();
    events.add(
        new Event(
            seq,
            nanos - start,
            thread,
            kind,
            who,
            group,
            topic,
            id,
            key,
            of,
            number,
            generation,
            print,
            detail));
    lastChange = nanos;
    signal();
    return seq;
  }

  /** Wakes whoever waits for something to happen. */
  void signal() {
    if (!waiting.isEmpty()) {
      waiting.forEach(LockSupport::unpark);
    }
  }

  /** Waits until something happens, two milliseconds at most: not all facts are events. */
  void awaitChange() throws InterruptedException {
    Thread self = Thread.currentThread();
    waiting.add(self);
    LockSupport.parkNanos(this, 2_000_000);
    waiting.remove(self);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  Duration idle() {
    return Duration.ofNanos(System.nanoTime() - lastChange);
  }

  List<Event> events() {
    List<Event> all = new ArrayList<>(events);
    all.sort(Comparator.comparingLong(Event::seq));
    return all;
  }

  Collection<Subscribed> subscriptions() {
    return List.copyOf(subscriptions);
  }
}
