package io.mq4j.testkit;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.mq4j.MqException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * How long a test waits: until its deadline, or until nothing has happened for a while. Safe for
 * use by many threads.
 */
final class Patience {
  private final Recorder recorder;
  private final Duration inactivity;
  private volatile long end;

  Patience(Recorder recorder, Duration deadline, Duration inactivity) {
    this.recorder = recorder;
    this.inactivity = inactivity;
    this.end = System.nanoTime() + deadline.toNanos();
  }

  void extend(Duration more) {
    end = Math.max(end, System.nanoTime() + more.toNanos());
  }

  Duration remaining() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  void until(String what, BooleanSupplier holds) {
    until(what, inactivity, holds);
  }

  /** Waits, and gives up at the deadline, or when nothing has happened for a time. */
  void until(String what, Duration inactive, BooleanSupplier holds) {
    long began = System.nanoTime();
    while (!holds.getAsBoolean()) {
      long waited = System.nanoTime() - began;
      boolean idle = waited > inactive.toNanos() && recorder.idle().compareTo(inactive) > 0;
      if (idle || remaining().isZero()) {
        throw new AssertionError(
            "waited in vain for "
                + what
                + (idle
                    ? ": nothing happened for " + inactive.toMillis() + " ms"
                    : " until the deadline"));
      }
      pause(what);
    }
  }

  private void pause(String what) {
    try {
      recorder.awaitChange();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while it waited for " + what, e);
    }
  }

  /** Whether the condition stays true for a time. */
  boolean stays(Duration time, BooleanSupplier holds) {
    long until = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - until < 0) {
      if (!holds.getAsBoolean()) {
        return false;
      }
      pause("quiet");
    }
    return holds.getAsBoolean();
  }

  <T> T get(String what, Future<T> future) {
    try {
      return future.get(remaining().toNanos(), NANOSECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("waited in vain for " + what + " until the deadline", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while it waited for " + what, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MqException mq) {
        throw mq;
      }
      throw new AssertionError(what + " failed", e.getCause());
    }
  }
}
