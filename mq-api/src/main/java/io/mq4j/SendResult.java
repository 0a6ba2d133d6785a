package io.mq4j;

import org.jspecify.annotations.Nullable;

/**
 * What became of one message of a batch: either a receipt or an error.
 *
 * @param message the message as it was given
 * @param receipt the confirmation, or null if there is an error
 * @param error why it was not confirmed, or null if it was
 */
public record SendResult(Message message, @Nullable Receipt receipt, @Nullable MqException error) {
  /** Whether the broker confirmed it. */
  public boolean confirmed() {
    return receipt != null;
  }
}
