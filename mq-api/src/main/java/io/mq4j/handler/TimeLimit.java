package io.mq4j.handler;

import static java.util.Objects.requireNonNull;

import io.mq4j.Decorator;
import io.mq4j.Faults;
import io.mq4j.MessageHandler;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts the handler's thread when its time is over. If the handler then throws, that is a
 * failure of kind TIMEOUT with what it threw as the cause; if it returns all the same, its answer
 * counts, however late: its effect has happened. A handler that ignores interruption can't be
 * stopped.
 *
 * <p>A handler that ends in time is never interrupted afterwards, and the thread's interrupt flag
 * is cleared only if it was set from here. An interrupt by somebody else that comes after that one
 * can't be told from it, and is cleared with it.
 *
 * <p>{@code RATE_LIMIT( DEAD_LETTER( RETRY( IDEMPOTENCY( TIME_LIMIT( handler )))))}
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class TimeLimit implements Decorator {
  private final Duration limit;

  private TimeLimit(Duration limit) {
    this.limit = requireNonNull(limit, "limit");
  }

  /** At most this long for each attempt: 1 ms to 1 day. */
  public static TimeLimit of(Duration limit) {
    return new TimeLimit(limit);
  }

  Duration limit() {
    return limit;
  }

  @Override
  public Layer layer() {
    return Layer.TIME_LIMIT;
  }

  @Override
  public List<MqException.Fault> faults(List<Decorator> others) {
    return new Faults("TimeLimit")
        .range("limit", limit, Duration.ofMillis(1), Duration.ofDays(1))
        .found();
  }

  @Override
  public MessageHandler decorate(MessageHandler next) {
    requireNonNull(next, "next");
    new Faults("TimeLimit").addAll(faults(List.of())).throwIfAny();
    return delivery -> {
      Watch watch = new Watch(Thread.currentThread());
      CompletableFuture<Void> end = new CompletableFuture<>();
      CompletableFuture<Void> unused =
          end.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
              .whenComplete(
                  (ended, timeout) -> {
                    if (timeout != null) {
                      watch.interrupt();
                    }
                  });
      try {
        Outcome outcome = next.handle(delivery);
        watch.end();
        return outcome;
      } catch (Throwable failure) {
        if (watch.end()) {
          throw MqException.builder(
                  MqException.Kind.TIMEOUT, "the handler took longer than " + limit)
              .topic(delivery.topic())
              .cause(failure)
              .build();
        }
        throw failure;
      } finally {
        end.complete(null);
      }
    };
  }

  /** Lets either the end of the handler or the interrupt come first, never both at once. */
  private static final class Watch {
    private final Thread thread;
    private boolean ended;
    private boolean interrupted;

    Watch(Thread thread) {
      this.thread = thread;
    }

    synchronized void interrupt() {
      // A flag that is up already is somebody else's, who wants it to stay.
      if (!ended && !thread.isInterrupted()) {
        interrupted = true;
        thread.interrupt();
      }
    }

    /** Whether the handler was interrupted from here. */
    synchronized boolean end() {
      ended = true;
      if (interrupted) {
        Thread.interrupted();
      }
      return interrupted;
    }
  }

  @Override
  public String toString() {
    return "TimeLimit[" + limit + "]";
  }
}
