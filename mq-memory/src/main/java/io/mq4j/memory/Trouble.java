package io.mq4j.memory;

import io.mq4j.MqException;
import java.time.Duration;

/** What is wrong with a server at present, by order of its user. Safe for use by many threads. */
final class Trouble {
  /** How long a call waits for a frozen server before it takes the connection for broken. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private enum State {
    UP,
    DOWN,
    CLOSED
  }

  private final String server;
  private State state = State.UP;
  private boolean frozen;
  private int refusals;
  private int lostConfirmations;
  private int failedCommits;

  /** Whether there is any trouble at all. */
  private volatile boolean any;

  Trouble(String server) {
    this.server = server;
  }

  boolean any() {
    return any;
  }

  private void changed() {
    any = state != State.UP || frozen || refusals + lostConfirmations + failedCommits > 0;
    notifyAll();
  }

  synchronized void down() {
    state = state == State.UP ? State.DOWN : state;
    frozen = false;
    changed();
  }

  synchronized void up() {
    state = state == State.DOWN ? State.UP : state;
    changed();
  }

  synchronized void close() {
    state = State.CLOSED;
    frozen = false;
    changed();
  }

  synchronized void frozen(boolean value) {
    frozen = value && state == State.UP;
    changed();
  }

  synchronized boolean frozen() {
    return frozen;
  }

  synchronized void refuse(int sends) {
    refusals = sends;
    changed();
  }

  synchronized void loseConfirmations(int sends) {
    lostConfirmations = sends;
    changed();
  }

  synchronized void failCommits(int commits) {
    failedCommits = commits;
    changed();
  }

  synchronized boolean refuses() {
    boolean refuses = refusals > 0;
    refusals -= refuses ? 1 : 0;
    changed();
    return refuses;
  }

  synchronized boolean losesConfirmation() {
    boolean loses = lostConfirmations > 0;
    lostConfirmations -= loses ? 1 : 0;
    changed();
    return loses;
  }

  synchronized boolean failsCommit() {
    boolean fails = failedCommits > 0;
    failedCommits -= fails ? 1 : 0;
    changed();
    return fails;
  }

  /** Returns when the server answers, which is at once unless it is frozen. */
  void awaitAnswer() {
    if (any) {
      awaitThaw();
    }
  }

  private synchronized void awaitThaw() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (frozen) {
      long millis = (end - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        throw unavailable("does not answer");
      }
      try {
        wait(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw MqException.builder(
                MqException.Kind.INTERRUPTED, "interrupted while waiting for " + server)
            .adapter(Settings.ADAPTER)
            .cause(e)
            .build();
      }
    }
    if (state != State.UP) {
      throw unavailable(state == State.DOWN ? "is away" : "has been closed");
    }
  }

  MqException unavailable(String what) {
    return MqException.builder(MqException.Kind.UNAVAILABLE, server + " " + what)
        .adapter(Settings.ADAPTER)
        .build();
  }
}
