package io.mq4j.spi;

/**
 * A connection that sends. Unless {@link #threadSafe()}, one thread at a time calls it, but for
 * close.
 */
public interface ProducerDriver extends AutoCloseable {
  /**
   * Whether {@link #submit} may be called by many threads at once and needs no {@link #commit}. The
   * engine then hands each send over on its caller's thread; else one thread groups what waits.
   */
  boolean threadSafe();

  /**
   * Starts a send, or adds it to the present group. May wait while the broker's window is full, but
   * a thread-safe driver not beyond {@link Outgoing#deadline()}: it has its caller's thread. Ends
   * by a call of {@link Outgoing#confirmed} or {@link Outgoing#failed}, from any thread, now or
   * later. Sends of one group and topic keep their order.
   *
   * @throws io.mq4j.MqException of kind UNAVAILABLE if the connection is gone: the engine then
   *     closes this driver and repeats all that has not ended
   */
  void submit(Outgoing send);

  /**
   * Puts on the wire what was submitted since the last commit. A driver that waits for the broker's
   * answer does it here.
   *
   * @throws io.mq4j.MqException of kind UNAVAILABLE, as for submit
   */
  void commit();

  /** The most sends in a group; the engine commits at least that often. */
  default int maxGroup() {
    return 500;
  }

  /**
   * Closes the connection at once. Each send that was submitted and has not ended fails with
   * UNAVAILABLE before this returns, and none is ended afterwards.
   */
  @Override
  void close();
}
