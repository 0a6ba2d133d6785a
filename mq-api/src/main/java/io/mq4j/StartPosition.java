package io.mq4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a group that is new to a topic begins; a group that has been there goes on where it was.
 */
public final class StartPosition {
  /** How the position is given. */
  public enum Kind {
    /** The oldest message that the broker still has. */
    EARLIEST,
    /** Messages that arrive after the subscription is ready. */
    LATEST,
    /** Messages stored at or after a time. */
    TIME
  }

  /** The oldest message that the broker still has. */
  public static final StartPosition EARLIEST = new StartPosition(Kind.EARLIEST, null);

  /** Messages that arrive after the subscription is ready. */
  public static final StartPosition LATEST = new StartPosition(Kind.LATEST, null);

  private final Kind kind;
  private final @Nullable Instant time;

  private StartPosition(Kind kind, @Nullable Instant time) {
    this.kind = kind;
    this.time = time;
  }

  /** Messages stored at or after a time. */
  public static StartPosition at(Instant time) {
    return new StartPosition(Kind.TIME, time);
  }

  /** How the position is given. */
  public Kind kind() {
    return kind;
  }

  /** The time, if that is how it is given; else null. */
  public @Nullable Instant time() {
    return time;
  }

  @Override
  public String toString() {
    return time == null ? kind.toString() : "at " + time;
  }
}
