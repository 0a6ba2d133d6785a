package io.mq4j;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A running subscription. Safe for use by many threads, handlers of its own included. */
public interface Subscription extends AutoCloseable {
  /** What a subscription is doing. */
  enum State {
    /** It is on its way to the broker for the first time. */
    CONNECTING,
    /** It receives messages. */
    RUNNING,
    /** The user has paused it. */
    PAUSED,
    /** It takes no messages because a retry or dead-letter hop can't be confirmed. */
    STALLED,
    /** The connection is gone; it is coming back. */
    RECONNECTING,
    /** It is closing and lets handlers end. */
    DRAINING,
    /** It has been closed. */
    CLOSED,
    /** It met an error that no repetition mends; {@link #health()} tells which. */
    FAILED
  }

  /** The name of the group. */
  String group();

  /** The topics. */
  List<String> topics();

  /** What it is doing now. */
  State state();

  /** Whether it does what it should. */
  Health health();

  /**
   * Done as soon as no message sent from then on can be missed. Fails if the subscription fails or
   * is closed before.
   */
  CompletableFuture<Void> ready();

  /**
   * Waits until it is ready.
   *
   * @throws MqException of kind TIMEOUT, with what hinders it as the cause, if that takes longer;
   *     of kind INTERRUPTED, with the thread's flag set again; or of the kind for which the
   *     subscription failed
   */
  default Subscription awaitReady(Duration within) {
    try {
      ready().get(within.toNanos(), TimeUnit.NANOSECONDS);
      return this;
    } catch (TimeoutException e) {
      throw MqException.builder(
              MqException.Kind.TIMEOUT,
              "group '" + group() + "' is not ready after " + within + ": " + health().detail())
          .cause(health().cause())
          .build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw MqException.builder(MqException.Kind.INTERRUPTED, "interrupted while not ready yet")
          .cause(e)
          .build();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MqException error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** How many messages it has in memory: waiting, running, or parked for their next attempt. */
  int inFlight();

  /**
   * How many messages of its topics the group has not settled yet, as the broker tells. Fails with
   * UNSUPPORTED where it can't.
   */
  CompletableFuture<Long> lag();

  /** Starts no further handler until {@link #resume()}; those that run may end. */
  void pause();

  /** Ends a pause. */
  void resume();

  /** Changes how many handlers run at once, from now on: 1 to 10,000. */
  void concurrency(int value);

  /**
   * Unsubscribes: stops intake, lets running handlers end within the drain time-out, settles, and
   * gives everything else back unspent. Called by one of its own handlers it only starts all this.
   * Idempotent.
   */
  @Override
  void close();

  /** Like {@link #close()}, with another time for handlers to end. */
  void close(Duration within);
}
