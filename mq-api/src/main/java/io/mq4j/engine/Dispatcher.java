package io.mq4j.engine;

import static java.util.Objects.requireNonNull;

import io.mq4j.Feature;
import io.mq4j.MqEvent;
import io.mq4j.MqException;
import io.mq4j.Ordering;
import io.mq4j.Outcome;
import io.mq4j.Receipt;
import io.mq4j.ReservedHeaders;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.Incoming;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything between a message's arrival and its settlement: lanes, parked retries, hops, and what
 * an answer means. Belongs to the poller.
 */
final class Dispatcher {
  /** How long a message that is rejected without a dead-letter topic waits at most. */
  private static final long SLOWEST = Duration.ofMinutes(1).toNanos();

  private final Settings settings;
  private final Events events;
  private final EngineProducer hops;
  private final boolean redelivers;
  private final boolean counts;
  private final Answers answers;
  private final Runnable wake;
  private final Feed feed;
  private final InFlightList inFlight = new InFlightList();
  private final Lanes lanes;
  private final PriorityQueue<InFlight> parked =
      new PriorityQueue<>(
          Comparator.comparing((InFlight item) -> item, (a, b) -> Long.signum(a.due - b.due)));

  private @Nullable ConsumerDriver driver;
  private boolean unsettled;
  private boolean closing;
  private int failingHops;
  private @Nullable MqException stall;
  private int stale;

  Dispatcher(
      Settings settings,
      Events events,
      EngineProducer hops,
      Predicate<Feature> capabilities,
      Feed feed,
      Answers answers,
      Runnable wake) {
    this.settings = settings;
    this.events = events;
    this.hops = hops;
    this.redelivers = capabilities.test(Feature.DELAYED_REDELIVERY);
    this.counts = capabilities.test(Feature.REDELIVERY_COUNT);
    this.feed = feed;
    this.answers = answers;
    this.wake = wake;
    this.lanes = new Lanes(settings.ordering());
  }

  void connected(@Nullable ConsumerDriver value) {
    driver = value;
  }

  int size() {
    return inFlight.size();
  }

  /** Why a hop can't be confirmed; null if none is failing. */
  @Nullable MqException stall() {
    return failingHops > 0 ? stall : null;
  }

  void accept(Incoming incoming) {
    String target = incoming.message().header(ReservedHeaders.TARGET_GROUP);
    if (target != null && !target.equals(settings.group())) {
      settler().ack(incoming);
      unsettled = true;
      return;
    }
    int spent =
        Math.max(
            incoming.attempts(),
            ReservedHeaders.count(incoming.message().header(ReservedHeaders.ATTEMPTS)));
    InFlight item = new InFlight(incoming, settings.group(), spent + 1, incoming.firstFailure());
    inFlight.add(item);
    if (lanes.join(item)) {
      feed.add(item);
    }
  }

  /** Carries out what handlers and hops have answered. */
  void settleAnswered() {
    InFlight item = answers.takeAll();
    while (item != null) {
      InFlight next = item.answeredNext;
      item.answeredNext = null;
      carryOut(item);
      item = next;
    }
    if (stale > 0) {
      tellStale(stale);
      stale = 0;
    }
  }

  /** Makes settlements take effect. */
  void commit() {
    if (unsettled) {
      unsettled = false;
      int ignored = settler().commit();
      if (ignored > 0) {
        tellStale(ignored);
      }
    }
  }

  private void carryOut(InFlight item) {
    if (item.stale) {
      stale++;
      failingHops -= item.hopFailed ? 1 : 0;
      forget(item);
    } else if (item.hopEnded) {
      hopEnded(item);
    } else {
      carryOut(item, item.answer(SLOWEST));
    }
  }

  private void carryOut(InFlight item, Outcome outcome) {
    switch (outcome.kind()) {
      case DONE -> acknowledge(item);
      case DUPLICATE -> {
        tell(MqEvent.Type.DUPLICATE, item, outcome.cause());
        acknowledge(item);
      }
      case DROP -> {
        tell(MqEvent.Type.DROPPED, item, outcome.cause());
        acknowledge(item);
      }
      case RETRY -> {
        if (closing && isInterruption(outcome.cause())) {
          giveBack(item);
        } else {
          tell(MqEvent.Type.RETRY_SCHEDULED, item, outcome.cause());
          retry(item, outcome.delay());
        }
      }
      case POSTPONE -> {
        tell(MqEvent.Type.POSTPONED, item, outcome.cause());
        postpone(item, outcome.delay());
      }
      case REJECT -> {
        tell(MqEvent.Type.REJECTED, item, outcome.cause());
        retry(item, Duration.ofNanos(Backoff.beforeAttempt(10 + item.attempt(), SLOWEST)));
      }
      case FORWARD -> hop(item, outcome);
    }
  }

  private static boolean isInterruption(@Nullable Throwable cause) {
    return cause instanceof InterruptedException
        || (cause instanceof MqException error
            && (error.kind() == MqException.Kind.INTERRUPTED
                || error.kind() == MqException.Kind.CLOSED));
  }

  private void acknowledge(InFlight item) {
    settler().ack(item.incoming);
    unsettled = true;
    forget(item);
  }

  private void giveBack(InFlight item) {
    settler().release(item.incoming);
    unsettled = true;
    forget(item);
  }

  private void retry(InFlight item, Duration delay) {
    Instant known = item.firstFailure();
    Instant firstFailure = known == null ? Instant.now() : known;
    boolean ordered = settings.ordering() != Ordering.NONE;
    if (redelivers && (!ordered || closing)) {
      settler().retry(item.incoming, ordered ? Duration.ZERO : delay, item.attempt(), firstFailure);
      unsettled = true;
      forget(item);
    } else if (closing) {
      giveBack(item);
    } else {
      park(item, item.again(item.attempt() + 1, firstFailure), delay);
    }
  }

  private void postpone(InFlight item, Duration delay) {
    if (closing) {
      giveBack(item);
    } else if (redelivers && settings.ordering() == Ordering.NONE) {
      settler().retry(item.incoming, delay, item.attempt() - 1, item.firstFailure());
      unsettled = true;
      forget(item);
    } else {
      park(item, item.again(item.attempt(), item.firstFailure()), delay);
    }
  }

  private void park(InFlight item, InFlight again, Duration delay) {
    again.due = System.nanoTime() + Math.min(delay.toNanos(), Settings.FOREVER);
    inFlight.remove(item);
    inFlight.add(again);
    lanes.replace(item, again);
    parked.add(again);
  }

  private void hop(InFlight item, Outcome outcome) {
    item.hopEnded = false;
    CompletableFuture<Receipt> unused =
        hops.hop(requireNonNull(outcome.topic()), requireNonNull(outcome.message()))
            .whenComplete(
                (receipt, error) -> {
                  item.hopEnded = true;
                  item.hopError = (MqException) error;
                  answers.add(item);
                  wake.run();
                });
  }

  private void hopEnded(InFlight item) {
    MqException error = item.hopError;
    if (error == null) {
      failingHops -= item.hopFailed ? 1 : 0;
      Outcome outcome = requireNonNull(item.outcome);
      events.tell(
          event(MqEvent.Type.FORWARDED, item, outcome.cause()).detail("to " + outcome.topic()));
      acknowledge(item);
    } else {
      failingHops += item.hopFailed ? 0 : 1;
      item.hopFailed = true;
      stall = error;
      tell(MqEvent.Type.FORWARD_FAILED, item, error);
      item.due = System.nanoTime() + Backoff.beforeAttempt(4, SLOWEST);
      parked.add(item);
    }
  }

  /** Hands over again what has waited long enough; returns when the next one is due. */
  long dispatchDue(long now) {
    for (InFlight item = parked.peek(); item != null && item.due - now <= 0; item = parked.peek()) {
      parked.remove();
      Outcome outcome = item.outcome;
      if (item.hopEnded && outcome != null) {
        hop(item, outcome);
      } else {
        feed.add(item);
      }
    }
    long flush = feed.flush(now);
    InFlight next = parked.peek();
    return next == null || flush - next.due < 0 ? flush : next.due;
  }

  /** Forgets an attempt and lets the next one of its lane go. */
  private void forget(InFlight item) {
    inFlight.remove(item);
    advance(item);
  }

  private void advance(InFlight item) {
    InFlight next = lanes.leave(item);
    while (next != null && next.isDiscarded()) {
      next = lanes.leave(next);
    }
    if (next != null) {
      feed.add(next);
    }
  }

  /**
   * Ownership of some messages is lost: those that wait are forgotten, and what a handler still
   * answers will be ignored. A lane stays closed while its handler runs.
   */
  void disown(Predicate<InFlight> which) {
    List<InFlight> unused = disownWaiting(which);
    inFlight.forEach(item -> item.stale |= which.test(item));
  }

  /** Forgets those that no handler has; returns them. */
  private List<InFlight> disownWaiting(Predicate<InFlight> which) {
    List<InFlight> waiting = new ArrayList<>();
    inFlight.forEach(
        item -> {
          if (which.test(item) && (item.discard() || abandonHop(item))) {
            inFlight.remove(item);
            waiting.add(item);
          }
        });
    parked.removeIf(InFlight::isDiscarded);
    feed.purge();
    for (InFlight item : waiting) {
      if (!item.inLine) {
        advance(item);
      }
    }
    return waiting;
  }

  /** A hop that failed and waits to be tried again runs no handler, though it counts as running. */
  private boolean abandonHop(InFlight item) {
    if (item.hopFailed && parked.remove(item)) {
      failingHops--;
      return true;
    }
    return false;
  }

  /** Gives back, unspent, those that no handler has; attempts spent before stay known. */
  void giveBack(Predicate<InFlight> which) {
    disownWaiting(which).forEach(this::returnUnspent);
  }

  /** Gives all back: a handler that still runs is too late, its answer will be ignored. */
  void giveUp(Predicate<InFlight> which) {
    giveBack(which);
    inFlight.forEach(
        item -> {
          if (which.test(item) && !item.stale) {
            item.stale = true;
            returnUnspent(item);
          }
        });
  }

  private void returnUnspent(InFlight item) {
    int spent = item.attempt() - 1;
    if (spent > item.incoming.attempts() && counts && redelivers) {
      settler().retry(item.incoming, Duration.ZERO, spent, item.firstFailure());
    } else {
      settler().release(item.incoming);
    }
    unsettled = true;
  }

  boolean anyRunning(Predicate<InFlight> which) {
    boolean[] any = new boolean[1];
    inFlight.forEach(item -> any[0] |= item.isRunning() && !item.stale && which.test(item));
    return any[0];
  }

  /** From now on failures go back to the broker at once; what waits goes back now. */
  void beginClosing() {
    closing = true;
    if (driver == null) {
      disown(item -> true);
    } else {
      giveBack(item -> true);
    }
  }

  private ConsumerDriver settler() {
    return requireNonNull(driver, "settled without a connection");
  }

  private void tellStale(int count) {
    events.tell(
        events
            .event(MqEvent.Type.STALE_SETTLEMENT)
            .group(settings.group())
            .detail(count + " ignored: ownership was lost before"));
  }

  private void tell(MqEvent.Type type, InFlight item, @Nullable Throwable cause) {
    events.tell(event(type, item, cause));
  }

  private MqEvent.Builder event(MqEvent.Type type, InFlight item, @Nullable Throwable cause) {
    return events
        .event(type)
        .topic(item.topic())
        .group(settings.group())
        .message(item.message().id(), item.attempt())
        .cause(cause);
  }
}
