package io.mq4j.spi;

import io.mq4j.MqException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A connection that receives. One thread calls it, but for {@link #wakeup()}.
 *
 * <p>The driver keeps the lease of everything that it delivered and that is not settled, whenever
 * {@link #receive} is called: the engine calls it at least once a second while handlers run. It
 * knows what it delivered by the very {@link Incoming} objects.
 *
 * <p>Any method may throw an MqException: UNAVAILABLE makes the engine close this driver and open
 * another; every other kind ends the subscription as failed.
 */
public interface ConsumerDriver extends AutoCloseable {
  /**
   * Waits until a message is there, the time is over, or {@link #wakeup()} is called; hands up to
   * {@code max} messages over. With a {@code max} of 0 it takes no messages but does the rest: keep
   * leases and membership alive, and wait.
   */
  void receive(Intake intake, int max, Duration wait);

  /** Ends {@link #receive}, or the next one if none is under way. Called by any thread. */
  void wakeup();

  /** The message is settled for good. Takes effect at {@link #commit()} at the latest. */
  void ack(Incoming message);

  /**
   * The message shall come again after the delay, with so many attempts spent. Only called if the
   * capabilities keep {@link io.mq4j.Feature#DELAYED_REDELIVERY}; under an ordering only at the end
   * of a subscription, with a delay of zero, so that the spent attempts are known to the next.
   *
   * @param attempts how many attempts have been spent in all
   * @param firstFailure when the first of them failed
   */
  default void retry(
      Incoming message, Duration delay, int attempts, @Nullable Instant firstFailure) {
    throw MqException.of(MqException.Kind.UNSUPPORTED, "DELAYED_REDELIVERY was not declared");
  }

  /**
   * The message was not tried and shall come again, to anybody of the group, unspent and at once.
   * Only called at the end of a subscription, or of the ownership of its lane. Under an ordering a
   * driver may wait until {@link #close()} gives everything back in order.
   */
  void release(Incoming message);

  /**
   * Makes the settlements since the last commit take effect. A driver may group them for a few
   * milliseconds, if {@link #receive} carries that out, and {@link #close()} at the latest.
   *
   * @return how many of them were ignored because the message had gone to somebody else
   */
  int commit();

  /** How many messages the group has not settled. Only called if the capabilities keep LAG. */
  default long lag() {
    throw MqException.of(MqException.Kind.UNSUPPORTED, "LAG was not declared");
  }

  /** Gives back, unspent, what is not settled, and closes. */
  @Override
  void close();
}
