package io.mq4j.engine;

import io.mq4j.Health;
import io.mq4j.MqEvent;
import io.mq4j.MqException;
import io.mq4j.Subscription.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a subscription is doing, and whether that is well. Safe for use by many threads. */
final class Status {
  private final Events events;
  private final String group;
  private boolean paused;
  private boolean connected;
  private boolean everConnected;
  private @Nullable State end;
  private @Nullable MqException stall;
  private @Nullable MqException cause;
  private State state = State.CONNECTING;
  private Health health = new Health(false, State.CONNECTING.toString(), null, Instant.now());

  Status(Events events, String group) {
    this.events = events;
    this.group = group;
  }

  synchronized State state() {
    return state;
  }

  synchronized Health health() {
    return health;
  }

  synchronized boolean isPaused() {
    return paused;
  }

  void paused(boolean value) {
    tell(change(() -> paused = value));
  }

  void connected() {
    tell(
        change(
            () -> {
              connected = true;
              everConnected = true;
              cause = null;
            }));
  }

  /** True if this is news, and not one more failed attempt to come back. */
  boolean disconnected(MqException error) {
    boolean news;
    synchronized (this) {
      news = connected || cause == null;
    }
    tell(
        change(
            () -> {
              connected = false;
              cause = error;
            }));
    return news;
  }

  /** Called at each turn of the poller: nearly always there is no news. */
  void stalled(@Nullable MqException error) {
    boolean news;
    synchronized (this) {
      news = stall != error;
    }
    if (news) {
      tell(change(() -> stall = error));
    }
  }

  void draining() {
    tell(change(() -> end = end == State.FAILED ? State.FAILED : State.DRAINING));
  }

  void closed() {
    tell(change(() -> end = State.CLOSED));
  }

  void failed(MqException error) {
    tell(
        change(
            () -> {
              cause = error;
              end = State.FAILED;
            }));
  }

  private synchronized boolean change(Runnable mutation) {
    mutation.run();
    State before = state;
    state = derive();
    MqException reason = state == State.STALLED ? stall : cause;
    boolean healthy = state == State.RUNNING || state == State.PAUSED;
    if (before != state || health.healthy() != healthy || health.cause() != reason) {
      health = new Health(healthy, state.toString(), healthy ? null : reason, Instant.now());
    }
    return before != state;
  }

  private State derive() {
    if (end != null) {
      return end;
    }
    if (!connected) {
      return everConnected ? State.RECONNECTING : State.CONNECTING;
    }
    if (stall != null) {
      return State.STALLED;
    }
    return paused ? State.PAUSED : State.RUNNING;
  }

  /** Outside of the lock: listeners are user code. */
  private void tell(boolean changed) {
    if (changed) {
      Health now = health();
      events.tell(
          events
              .event(MqEvent.Type.STATE_CHANGED)
              .group(group)
              .detail(now.detail())
              .cause(now.cause()));
    }
  }
}
