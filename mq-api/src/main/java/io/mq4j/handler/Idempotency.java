package io.mq4j.handler;

import static java.util.Objects.requireNonNull;

import io.mq4j.Decorator;
import io.mq4j.Delivery;
import io.mq4j.Faults;
import io.mq4j.MessageHandler;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the handler for a message that has not been handled yet, and answers the duplicates of one
 * that has. The handler's message is claimed before, and marked as done after, it answers DONE,
 * DUPLICATE or DROP; after everything else, a forward included, the claim is released: the message
 * comes again.
 *
 * <p>A duplicate that comes while the first is being handled is postponed. Whoever finds that its
 * claim was taken over, because its handler ran longer than the lease, is postponed too: the newer
 * claim decides. While the store fails nothing is handled or acknowledged, and no attempt is spent.
 * A process that ends between the handler's effect and the mark lets the handler run again, unless
 * the store marks in the same transaction.
 *
 * <p>{@code RATE_LIMIT( DEAD_LETTER( RETRY( IDEMPOTENCY( TIME_LIMIT( handler )))))}
 *
 * <p>Immutable and safe for use by many threads. Each method returns a changed copy; all is checked
 * when a handler is decorated: the lease must be longer than the {@link TimeLimit}, and the
 * retention at least as long as {@link Retry} goes on.
 */
public final class Idempotency implements Decorator {
  private final IdempotencyStore store;
  private final Duration lease;
  private final Duration retention;
  private final Duration busyDelay;

  private Idempotency(
      IdempotencyStore store, Duration lease, Duration retention, Duration busyDelay) {
    this.store = requireNonNull(store, "store");
    this.lease = requireNonNull(lease, "lease");
    this.retention = requireNonNull(retention, "retention");
    this.busyDelay = requireNonNull(busyDelay, "busyDelay");
  }

  /** With this store, which it doesn't own. */
  public static Idempotency of(IdempotencyStore store) {
    return new Idempotency(store, Duration.ofMinutes(5), Duration.ofDays(1), Duration.ofSeconds(1));
  }

  /**
   * How long a message stays claimed by a handler that never ends or whose process is gone: 1 ms to
   * 1 day; default 5 minutes.
   */
  public Idempotency lease(Duration value) {
    return new Idempotency(store, value, retention, busyDelay);
  }

  /** How long duplicates are known after a success: 1 ms to 365 days; default 1 day. */
  public Idempotency retention(Duration value) {
    return new Idempotency(store, lease, value, busyDelay);
  }

  /**
   * How long a message waits, at most, that can't be claimed now: 1 ms to 1 hour; default 1 second.
   */
  public Idempotency busyDelay(Duration value) {
    return new Idempotency(store, lease, retention, value);
  }

  @Override
  public Layer layer() {
    return Layer.IDEMPOTENCY;
  }

  @Override
  public List<MqException.Fault> faults(List<Decorator> others) {
    Duration least = Duration.ofMillis(1);
    Faults faults =
        new Faults("Idempotency")
            .range("lease", lease, least, Duration.ofDays(1))
            .range("retention", retention, least, Duration.ofDays(365))
            .range("busyDelay", busyDelay, least, Duration.ofHours(1));
    Duration perAttempt = Duration.ZERO;
    for (Decorator other : others) {
      if (other instanceof TimeLimit limit && limit.faults(List.of()).isEmpty()) {
        perAttempt = limit.limit();
        faults.require(
            lease.compareTo(perAttempt) > 0,
            "lease",
            lease,
            "longer than the time limit of " + perAttempt);
      }
    }
    for (Decorator other : others) {
      if (other instanceof Retry retry && retry.faults(List.of()).isEmpty()) {
        Duration horizon = retry.horizon().plus(perAttempt.multipliedBy(retry.attempts()));
        faults.require(
            retention.compareTo(horizon) >= 0,
            "retention",
            retention,
            "at least " + horizon + ", as long as retries may go on");
      }
    }
    return faults.found();
  }

  @Override
  public MessageHandler decorate(MessageHandler next) {
    requireNonNull(next, "next");
    new Faults("Idempotency").addAll(faults(List.of())).throwIfAny();
    return delivery -> {
      IdempotencyStore.Key key = IdempotencyStore.Key.of(delivery);
      IdempotencyStore.Claim claim;
      try {
        claim = requireNonNull(store.claim(key, lease), "claim of the store");
      } catch (Throwable outage) {
        return unreliable(outage);
      }
      if (claim instanceof IdempotencyStore.Claimed claimed) {
        return run(next, delivery, key, claimed.token());
      }
      if (claim instanceof IdempotencyStore.Busy busy) {
        Duration wait = busy.remaining();
        return Outcome.postpone(wait.compareTo(busyDelay) < 0 ? wait : busyDelay, null);
      }
      return Outcome.duplicate();
    };
  }

  private Outcome run(MessageHandler next, Delivery delivery, IdempotencyStore.Key key, long token)
      throws Exception {
    Outcome outcome;
    boolean handled;
    try {
      outcome = next.handle(delivery);
      handled = isHandled(outcome.kind());
    } catch (Throwable failure) {
      release(key, token, failure);
      throw failure;
    }
    if (!handled) {
      release(key, token, outcome.cause());
      return outcome;
    }
    try {
      if (store.complete(key, token, retention)) {
        return outcome;
      }
    } catch (Throwable outage) {
      release(key, token, outage);
      return unreliable(outage);
    }
    return Outcome.postpone(
        busyDelay,
        MqException.builder(
                MqException.Kind.TIMEOUT,
                "the handler ran longer than its lease of " + lease + ": a newer claim decides")
            .topic(delivery.topic())
            .build());
  }

  private static boolean isHandled(Outcome.Kind kind) {
    return switch (kind) {
      case DONE, DUPLICATE, DROP -> true;
      case RETRY, POSTPONE, REJECT, FORWARD -> false;
    };
  }

  private void release(IdempotencyStore.Key key, long token, @Nullable Throwable why) {
    try {
      store.release(key, token);
    } catch (Throwable outage) {
      // The lease ends by itself; what happened before matters more.
      if (why != null && !why.equals(outage)) {
        why.addSuppressed(outage);
      }
    }
  }

  private Outcome unreliable(Throwable outage) throws Exception {
    if (Interruption.is(outage)) {
      throw (Exception) outage;
    }
    return Outcome.postpone(busyDelay, outage);
  }

  @Override
  public String toString() {
    return "Idempotency[lease " + lease + ", retention " + retention + "]";
  }
}
