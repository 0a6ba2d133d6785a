package io.mq4j.memory;

import io.mq4j.Faults;

/**
 * Makes a broker misbehave, so that a service can be tested against it. Nothing here loses a
 * confirmed message. Safe for use by many threads; all connections to the broker are concerned.
 */
public final class MemoryFaults {
  private final Server server;

  MemoryFaults(Server server) {
    this.server = server;
  }

  /** Breaks every connection that is open now; new ones are welcome at once. */
  public void dropConnections() {
    server.severAll();
  }

  /**
   * Ends the server's process: connections break and new ones fail as UNAVAILABLE until {@link
   * #start()}. What members held unsettled is theirs no more.
   */
  public void stop() {
    server.stop();
  }

  /** Ends what {@link #stop()} began. */
  public void start() {
    server.start();
  }

  /** Stops the server and starts it again. */
  public void restart() {
    server.stop();
    server.start();
  }

  /**
   * Makes the server silent: connections stay, sends wait unconfirmed, nothing is delivered, and
   * whoever needs an answer waits for it, up to 5 seconds, then takes his connection for broken.
   * Leases stand still.
   */
  public void freeze() {
    server.trouble.frozen(true);
  }

  /** Ends what {@link #freeze()} began; whoever waited is answered. */
  public void thaw() {
    server.thaw();
  }

  /** Answers the next sends with REFUSED, without storing them; 0 ends it. */
  public void refuseSends(int count) {
    server.trouble.refuse(notNegative(count));
  }

  /**
   * Stores each of the next sends, but breaks its connection in place of the confirmation, so that
   * the sender can't know; 0 ends it.
   */
  public void loseConfirmations(int count) {
    server.trouble.loseConfirmations(notNegative(count));
  }

  /** Breaks the connection in place of each of the next settlements; 0 ends it. */
  public void failCommits(int count) {
    server.trouble.failCommits(notNegative(count));
  }

  /**
   * Takes from all members what they hold unsettled, as if it had been with them for too long, and
   * delivers it again.
   */
  public void redeliverUnsettled() {
    long now = System.nanoTime();
    server.topics().forEach(topic -> topic.redeliverUnsettled(now));
  }

  /**
   * Delivers duplicates: in each topic and group the last messages of the log that were settled and
   * are still kept, at most so many, come again.
   */
  public void redeliverSettled(int count) {
    notNegative(count);
    long now = System.nanoTime();
    server.topics().forEach(topic -> topic.redeliverSettled(count, now));
  }

  private static int notNegative(int count) {
    new Faults("MemoryFaults").range("count", count, 0, Integer.MAX_VALUE).throwIfAny();
    return count;
  }
}
