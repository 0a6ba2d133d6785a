package io.mq4j.testkit;

import io.mq4j.Broker;
import java.time.Duration;
import java.util.Set;

/**
 * Breaks the server under test, its network, or a client, on a rule's command. What is not in
 * {@link #supported()} is never called: the rules that need it are reported as unverified.
 *
 * <p>Each method returns when its fault is in effect. Called by one thread at a time.
 */
public interface FaultInjector {
  /** What it can do. */
  Set<FaultKind> supported();

  /**
   * Ends every fault under way: starts a server that is down, thaws, mends the network, ends an
   * alarm. Returns when the server takes connections. Harmless if nothing is broken.
   */
  void heal();

  /** RESTART: stops the server in good order; it stays down until {@link #heal()}. */
  default void stop() {
    throw new UnsupportedOperationException("stop");
  }

  /** KILL: kills the server without warning; it stays down until {@link #heal()}. */
  default void kill() {
    throw new UnsupportedOperationException("kill");
  }

  /** FREEZE: stops the server's process from running until {@link #heal()}. */
  default void freeze() {
    throw new UnsupportedOperationException("freeze");
  }

  /** RESET: resets every open connection; the server stays up. */
  default void resetConnections() {
    throw new UnsupportedOperationException("resetConnections");
  }

  /** BLACKHOLE: lets no byte through, either way, until {@link #heal()}. */
  default void blackhole() {
    throw new UnsupportedOperationException("blackhole");
  }

  /** LATENCY: delays all bytes until {@link #heal()}. */
  default void latency(Duration each) {
    throw new UnsupportedOperationException("latency");
  }

  /** DRIBBLE: splits all traffic into single bytes until {@link #heal()}. */
  default void dribble() {
    throw new UnsupportedOperationException("dribble");
  }

  /** LOSE_CONFIRM: the next send is stored, but its sender loses the connection unconfirmed. */
  default void loseNextConfirm() {
    throw new UnsupportedOperationException("loseNextConfirm");
  }

  /** REFUSE_SENDS: the server answers this many sends, of whatever topic, with a refusal. */
  default void refuseSends(int count) {
    throw new UnsupportedOperationException("refuseSends");
  }

  /** ALARM: no send is taken, for want of disk or memory, until {@link #heal()}. */
  default void alarm() {
    throw new UnsupportedOperationException("alarm");
  }

  /** DELETE_TOPIC: deletes a topic with all that is in it. */
  default void deleteTopic(String topic) {
    throw new UnsupportedOperationException("deleteTopic");
  }

  /**
   * KILL_CLIENT: cuts off for good what {@link BrokerHarness#connect} gave, as if its process had
   * been killed: nothing that it did not settle before is settled any more.
   */
  default void killClient(Broker client) {
    throw new UnsupportedOperationException("killClient");
  }

  /**
   * REDELIVER: hands the last settled messages of each topic and group out again, at most so many
   * of each.
   */
  default void redeliver(int last) {
    throw new UnsupportedOperationException("redeliver");
  }
}
