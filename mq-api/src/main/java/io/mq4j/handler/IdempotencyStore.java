package io.mq4j.handler;

import io.mq4j.Delivery;
import java.time.Duration;

/**
 * Remembers which messages are being handled and which have been. A message is absent, in progress
 * under a claim that has a lease, or done until its retention ends.
 *
 * <p>Implementations are safe for use by many threads and, where the store is shared, by many
 * processes: each method takes effect atomically. A method that throws says that the store can't be
 * relied on now; nobody then handles or acknowledges anything on its word.
 */
public interface IdempotencyStore {
  /**
   * Claims a message: succeeds if it is absent, or if its retention or the lease of its claim has
   * ended.
   *
   * @param lease how long the claim lasts, from now on
   */
  Claim claim(Key key, Duration lease) throws Exception;

  /**
   * Marks a message as done, if the claim with this token is still the latest. That its lease has
   * ended does not matter by itself, but a store may forget such a claim.
   *
   * @param retention how long duplicates are known, from now on
   * @return whether the message is done by this claim, also if it was so before; false if somebody
   *     else has taken it over, or if the claim was forgotten
   */
  boolean complete(Key key, long token, Duration retention) throws Exception;

  /** Makes a message absent again, if it is in progress under the claim with this token. */
  void release(Key key, long token) throws Exception;

  /**
   * A store in memory that knows exactly the last so many messages that were completed, as long as
   * their retention lasts, and everything that is in progress.
   *
   * @param capacity from 1 to 100,000,000
   * @throws io.mq4j.MqException of kind CONFIGURATION if the capacity is out of bounds
   */
  static IdempotencyStore inMemory(int capacity) {
    return new InMemoryStore(capacity, System::nanoTime);
  }

  /**
   * What is handled once: a message, in one generation, by one group from one topic.
   *
   * @param group the group
   * @param topic the topic
   * @param messageId the id of the message
   * @param generation how often it came back from a dead-letter topic
   */
  record Key(String group, String topic, String messageId, int generation) {
    /** The key of a delivery. */
    public static Key of(Delivery delivery) {
      return new Key(
          delivery.group(), delivery.topic(), delivery.message().id(), delivery.generation());
    }

    /** A text that no other key has. */
    public String text() {
      return group.length()
          + "."
          + group
          + topic.length()
          + "."
          + topic
          + generation
          + "."
          + messageId;
    }
  }

  /** The answer to the wish to handle a message. */
  sealed interface Claim {}

  /**
   * Go ahead.
   *
   * @param token higher than that of every earlier claim of the message
   */
  record Claimed(long token) implements Claim {}

  /**
   * Somebody else is at it.
   *
   * @param remaining how long their lease still lasts
   */
  record Busy(Duration remaining) implements Claim {}

  /** It has been handled. */
  record Done() implements Claim {
    /** The one there need be. */
    public static final Done INSTANCE = new Done();
  }
}
