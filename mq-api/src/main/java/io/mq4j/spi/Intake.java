package io.mq4j.spi;

/** Where a driver puts what it receives; valid during {@link ConsumerDriver#receive} only. */
public interface Intake {
  /** A message arrived. */
  void deliver(Incoming message);

  /** From now on no message sent can be missed. May be called more than once. */
  void ready();

  /**
   * The lanes are about to go to another consumer. The engine starts nothing more of them, waits a
   * bounded time for handlers that run, settles on this driver what ended, and forgets the rest.
   * The driver then makes the settlements durable and lets the lanes go.
   */
  void revoking(int... lanes);

  /** The lanes are gone already: nothing of them can be settled any more. */
  void lost(int... lanes);
}
