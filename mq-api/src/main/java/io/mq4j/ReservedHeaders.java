package io.mq4j;

import org.jspecify.annotations.Nullable;

/**
 * Header names that belong to mq4j. An application reads them; a send that carries one is refused,
 * because it would be taken for mq4j's own word.
 */
public final class ReservedHeaders {
  /** What all reserved names begin with. */
  public static final String PREFIX = "mq-";

  /** The message id, where the broker has no place of its own for it. */
  public static final String ID = "mq-id";

  /** The key, where the broker has no place of its own for it. */
  public static final String KEY = "mq-key";

  /** The timestamp in milliseconds since 1970, where the broker has no such place. */
  public static final String TIMESTAMP = "mq-timestamp";

  /** The content type, where the broker has no place of its own for it. */
  public static final String CONTENT_TYPE = "mq-content-type";

  /** How many attempts were spent before a hop through the broker. */
  public static final String ATTEMPTS = "mq-attempts";

  /** How often the message came back from a dead-letter topic. */
  public static final String GENERATION = "mq-generation";

  /** The one group that this copy is meant for; every other acknowledges it unseen. */
  public static final String TARGET_GROUP = "mq-target-group";

  /** What the names of all facts about a dead letter begin with. */
  public static final String DEAD_PREFIX = "mq-dead-";

  /** The topic in which handling failed. */
  public static final String DEAD_TOPIC = "mq-dead-topic";

  /** The group in which handling failed. */
  public static final String DEAD_GROUP = "mq-dead-group";

  /** The id that the message had there. */
  public static final String DEAD_ID = "mq-dead-id";

  /** Where the broker had it. */
  public static final String DEAD_POSITION = "mq-dead-position";

  /** When the first attempt failed, in ISO 8601. */
  public static final String DEAD_FIRST_FAILURE = "mq-dead-first-failure";

  /** When the last attempt failed, in ISO 8601. */
  public static final String DEAD_LAST_FAILURE = "mq-dead-last-failure";

  /** How many attempts were made. */
  public static final String DEAD_ATTEMPTS = "mq-dead-attempts";

  /** The class of the exception. */
  public static final String DEAD_EXCEPTION = "mq-dead-exception";

  /** The text of the exception, cut to a bound. */
  public static final String DEAD_MESSAGE = "mq-dead-message";

  /** The stack trace of the exception, cut to a bound; only if asked for. */
  public static final String DEAD_STACK_TRACE = "mq-dead-stack-trace";

  private ReservedHeaders() {}

  /** Whether a name belongs to mq4j. */
  public static boolean isReserved(String name) {
    return name.startsWith(PREFIX);
  }

  /**
   * A count from a header that mq4j wrote; 0 if it is missing or some other party wrote nonsense.
   */
  public static int count(@Nullable String value) {
    if (value == null || value.isEmpty() || value.length() > 9) {
      return 0;
    }
    int count = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      count = count * 10 + digit;
    }
    return count;
  }

  static int generation(Headers headers) {
    return count(headers.get(GENERATION));
  }
}
