package io.mq4j.testkit;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mq4j.BatchHandler;
import io.mq4j.Delivery;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.Outcome;
import io.mq4j.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A recorded subscription that a rule can ask what it has met. Safe for use by many threads. */
final class Probe implements AutoCloseable {
  private final RuleRun run;
  private final Client client;
  private final Subscribed what;
  private final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();
  private final Set<String> ids = ConcurrentHashMap.newKeySet();
  private final Set<String> unsettled = ConcurrentHashMap.newKeySet();
  private final Set<String> settled = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostRunning = new AtomicInteger();
  private volatile @Nullable Subscription subscription;

  Probe(RuleRun run, Client client, Subscribed what) {
    this.run = run;
    this.client = client;
    this.what = what;
  }

  Probe attach(Subscription made) {
    subscription = made;
    run.recorder().accepted(what);
    return this;
  }

  Subscribed what() {
    return what;
  }

  /** The subscription itself: pause, resume, state, health, lag, concurrency. */
  Subscription subscription() {
    return requireNonNull(subscription, "not subscribed yet");
  }

  /** Waits until it is sure to miss nothing. */
  Probe ready() {
    run.patience().get(what.who() + " to be ready", subscription().ready());
    run.recorder().ready(what);
    return this;
  }

  /** All deliveries so far, redeliveries included, in the order in which their handlers began. */
  List<Delivery> deliveries() {
    return new ArrayList<>(deliveries);
  }

  /** The deliveries of one message so far. */
  List<Delivery> deliveries(Message message) {
    return deliveries.stream().filter(each -> each.message().id().equals(message.id())).toList();
  }

  /** The ids of all deliveries so far, redeliveries included, in order. */
  List<String> ids() {
    return deliveries.stream().map(each -> each.message().id()).toList();
  }

  /** How many deliveries there were so far. */
  int count() {
    return count.get();
  }

  /**
   * Whether it has messages in hand that do not merely wait for their next attempt. One that was
   * closed over a stuck handler has none: what it held belongs to others.
   */
  boolean busy() {
    Subscription made = subscription;
    return made != null
        && made.state() != Subscription.State.CLOSED
        && (running.get() > 0 || made.inFlight() > unsettled.size());
  }

  /** What it has in hand, for people. */
  String load() {
    return "%s is %s with %d running, %d failed and %d in flight"
        .formatted(
            what.who(),
            subscription().state(),
            running.get(),
            unsettled.size(),
            subscription().inFlight());
  }

  /** How many handlers run now. */
  int running() {
    return running.get();
  }

  /** The most handlers that ever ran at once. */
  int mostRunning() {
    return mostRunning.get();
  }

  /** Waits for this many deliveries, redeliveries included. */
  Probe awaitCount(int n) {
    run.patience().until(n + " deliveries at " + what.who(), () -> count.get() >= n);
    return this;
  }

  /** Waits until this many handlers run at once. */
  Probe awaitRunning(int n) {
    run.patience().until(n + " running handlers at " + what.who(), () -> running.get() >= n);
    return this;
  }

  /** Waits until each of these has been delivered. */
  Probe await(Message... messages) {
    return await(List.of(messages));
  }

  /** Waits until each of these has been delivered. */
  Probe await(Collection<Message> messages) {
    return awaitAll(messages, ids, "delivered");
  }

  /** Waits until each of these has been handled with success. */
  Probe awaitSettled(Message... messages) {
    return awaitSettled(List.of(messages));
  }

  /** Waits until each of these has been handled with success. */
  Probe awaitSettled(Collection<Message> messages) {
    return awaitAll(messages, settled, "settled");
  }

  private Probe awaitAll(Collection<Message> messages, Set<String> in, String how) {
    Iterator<Message> rest = messages.iterator();
    while (rest.hasNext()) {
      String id = rest.next().id();
      run.patience().until(id + " to be " + how + " at " + what.who(), () -> in.contains(id));
    }
    return this;
  }

  /** Waits until a delivery of this message begins, the n-th one, and answers with it. */
  Delivery awaitAttempt(Message message, int n) {
    run.patience()
        .until(
            "delivery " + n + " of " + message.id() + " at " + what.who(),
            () -> deliveries(message).size() >= n);
    return deliveries(message).get(n - 1);
  }

  /**
   * Sends a fence behind all that was sent before and waits until the group has met it and no
   * handler of the group runs: what has not been delivered by then, and is not waiting for another
   * attempt, won't be.
   */
  Probe fence() {
    run.fences().pass(client, what);
    return this;
  }

  /** Passes a fence and asserts that exactly these were delivered, each once, in any order. */
  Probe assertExactly(Collection<Message> messages) {
    fence();
    List<String> expected = messages.stream().map(Message::id).sorted().toList();
    assertEquals(expected, ids().stream().sorted().toList(), () -> "delivered to " + what.who());
    return this;
  }

  /** Passes a fence and asserts that exactly these were delivered, each once, in this order. */
  Probe assertInOrder(List<Message> messages) {
    fence();
    List<String> expected = messages.stream().map(Message::id).toList();
    assertEquals(expected, ids(), () -> "delivered to " + what.who());
    return this;
  }

  /** Asserts that no delivery begins within a time, which is stretched by the harness's factor. */
  Probe staysQuiet(Duration time) {
    int before = count.get();
    if (!run.patience().stays(run.scaled(time), () -> count.get() == before)) {
      throw new AssertionError(
          what.who() + " was to stay quiet, but met " + ids().subList(before, count.get()));
    }
    return this;
  }

  @Override
  public void close() {
    subscription().close();
    run.recorder().closed(what);
  }

  /** Closes with a time for handlers to end. */
  void close(Duration within) {
    subscription().close(within);
    run.recorder().closed(what);
  }

  MessageHandler recording(MessageHandler handler) {
    return delivery -> {
      if (run.fences().met(delivery)) {
        return Outcome.done();
      }
      long seq = begin(delivery);
      try {
        Outcome outcome = handler.handle(delivery);
        end(seq, delivery, outcome, null);
        return outcome;
      } catch (Throwable e) {
        end(seq, delivery, null, e);
        throw e;
      }
    };
  }

  BatchHandler recordingBatches(BatchHandler handler) {
    return batch -> {
      List<Delivery> real = batch.stream().filter(each -> !run.fences().met(each)).toList();
      long[] seqs = real.stream().mapToLong(this::begin).toArray();
      List<Outcome> outcomes = List.of();
      Throwable failure = null;
      try {
        outcomes = real.isEmpty() ? List.of() : handler.handle(real);
      } catch (Throwable e) {
        failure = e;
        throw e;
      } finally {
        boolean whole = outcomes.size() == real.size();
        for (int i = 0; i < seqs.length; i++) {
          end(seqs[i], real.get(i), whole ? outcomes.get(i) : null, failure);
        }
      }
      return outcomes.size() == real.size() ? spread(batch, outcomes) : outcomes;
    };
  }

  private List<Outcome> spread(List<Delivery> batch, List<Outcome> outcomes) {
    Iterator<Outcome> next = outcomes.iterator();
    return batch.stream().map(e -> run.fences().is(e) ? Outcome.done() : next.next()).toList();
  }

  private long begin(Delivery delivery) {
    unsettled.remove(delivery.message().id());
    deliveries.add(delivery);
    ids.add(delivery.message().id());
    count.incrementAndGet();
    // Last, so that whoever waits for a running handler finds what it runs with.
    mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
    return run.recorder().delivered(what, delivery);
  }

  private void end(
      long seq, Delivery delivery, @Nullable Outcome outcome, @Nullable Throwable error) {
    boolean done = outcome != null && settles(outcome);
    (done ? settled : unsettled).add(delivery.message().id());
    running.decrementAndGet();
    String text = error == null ? String.valueOf(outcome) : "threw " + Recorder.describe(error);
    run.recorder().handled(seq, what, delivery, done, text);
    if (outcome != null && outcome.kind() == Outcome.Kind.FORWARD) {
      run.recorder().hop(what, seq, outcome);
    }
  }

  private static boolean settles(Outcome outcome) {
    return switch (outcome.kind()) {
      case DONE, DUPLICATE, DROP, FORWARD -> true;
      case RETRY, POSTPONE, REJECT -> false;
    };
  }
}
