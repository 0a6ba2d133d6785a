package io.mq4j.engine;

import io.mq4j.Delivery;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import io.mq4j.spi.Incoming;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one message. It is the delivery that a handler sees, the element of the queues and
 * lanes that it stands in, and the carrier of the answer: one object, so that the path of a message
 * costs no more than this. All that is not final belongs to the poller, but for the state and,
 * while it is RUNNING, the answer.
 */
final class InFlight implements Delivery {
  private static final AtomicIntegerFieldUpdater<InFlight> STATE =
      AtomicIntegerFieldUpdater.newUpdater(InFlight.class, "state");

  /** In a lane, in the ready queue, or parked. */
  static final int WAITING = 0;

  /** A handler has it, or a hop. */
  static final int RUNNING = 1;

  /** Nobody needs it any more; whoever meets it in a queue passes it over. */
  static final int DISCARDED = 2;

  final Incoming incoming;
  private final String group;
  private final int attempt;
  private final @Nullable Instant firstFailure;

  private volatile int state;

  /** The answer; an exception is told as a failure by {@link #failure}. */
  @Nullable Outcome outcome;

  @Nullable Throwable failure;

  /** Its answer is a hop, and the hop has ended. */
  boolean hopEnded;

  /** Why the hop was not confirmed, or null. */
  @Nullable MqException hopError;

  /** Its hop has failed at least once, and is tried again until it is confirmed. */
  boolean hopFailed;

  /** It waits for its turn behind another of its lane. */
  boolean inLine;

  /** Ownership is lost: its answer can't be carried out. */
  boolean stale;

  /** When it is to be handed over again, while it is parked. */
  long due;

  @Nullable InFlight laneNext;
  @Nullable InFlight listPrevious;
  @Nullable InFlight listNext;
  @Nullable InFlight answeredNext;

  InFlight(Incoming incoming, String group, int attempt, @Nullable Instant firstFailure) {
    this.incoming = incoming;
    this.group = group;
    this.attempt = attempt;
    this.firstFailure = firstFailure;
  }

  /** Claims it for a handler; false if it has been discarded. */
  boolean start() {
    return STATE.compareAndSet(this, WAITING, RUNNING);
  }

  /** Takes it back from the queues; false if a handler has it. */
  boolean discard() {
    return STATE.compareAndSet(this, WAITING, DISCARDED);
  }

  boolean isRunning() {
    return state == RUNNING;
  }

  boolean isDiscarded() {
    return state == DISCARDED;
  }

  /** The same message for a later attempt. */
  InFlight again(int laterAttempt, @Nullable Instant failedFirst) {
    return new InFlight(incoming, group, laterAttempt, failedFirst);
  }

  /** What is to be done with it: after a failure, another attempt within the slowest pause. */
  Outcome answer(long slowest) {
    Throwable why = failure;
    Outcome wish = outcome;
    if (why == null && wish != null) {
      return wish;
    }
    if (why == null) {
      why = MqException.of(MqException.Kind.INVALID, "the handler answered null");
    }
    return Outcome.retryAfter(Duration.ofNanos(Backoff.beforeAttempt(attempt, slowest)), why);
  }

  @Override
  public Message message() {
    return incoming.message();
  }

  @Override
  public String topic() {
    return incoming.topic();
  }

  @Override
  public String group() {
    return group;
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public @Nullable Instant firstFailure() {
    return firstFailure;
  }

  @Override
  public String position() {
    return incoming.position();
  }

  @Override
  public String toString() {
    return "Delivery[" + message() + ", topic=" + topic() + ", attempt=" + attempt + "]";
  }
}
