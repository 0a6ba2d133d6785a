package io.mq4j;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one send may ask for beyond the message. Each is checked against the broker's {@link
 * Capabilities} before anything is sent.
 *
 * @param delay how long the message stays invisible; null for not at all
 * @param timeToLive how long after the send it may still be delivered; null for ever
 * @param priority from 0, the least urgent, to the limit of the broker; null for the broker's usual
 */
public record SendOptions(
    @Nullable Duration delay, @Nullable Duration timeToLive, @Nullable Integer priority) {
  /** Nothing special. */
  public static final SendOptions NONE = new SendOptions(null, null, null);

  /** These options with a delay. */
  public SendOptions delay(Duration value) {
    return new SendOptions(value, timeToLive, priority);
  }

  /** These options with a time to live. */
  public SendOptions timeToLive(Duration value) {
    return new SendOptions(delay, value, priority);
  }

  /** These options with a priority. */
  public SendOptions priority(int value) {
    return new SendOptions(delay, timeToLive, value);
  }
}
