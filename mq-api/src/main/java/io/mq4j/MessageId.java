package io.mq4j;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A message id whose text is made only when somebody asks: most ids of a fast path are never read.
 */
final class MessageId {
  private static final String PROCESS = new BigInteger(96, new SecureRandom()).toString(36) + '-';
  private static final AtomicLong SERIAL = new AtomicLong();

  private final long serial;
  private @Nullable String text;

  private MessageId(long serial, @Nullable String text) {
    this.serial = serial;
    this.text = text;
  }

  static MessageId next() {
    return new MessageId(SERIAL.getAndIncrement(), null);
  }

  static MessageId of(String text) {
    return new MessageId(0, text);
  }

  /** Two threads may both make the text, as in String.hashCode: they make the same. */
  String text() {
    String made = text;
    if (made == null) {
      made = PROCESS + Long.toString(serial, 36);
      text = made;
    }
    return made;
  }
}
