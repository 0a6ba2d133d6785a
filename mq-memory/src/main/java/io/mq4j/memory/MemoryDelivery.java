package io.mq4j.memory;

import io.mq4j.Message;
import io.mq4j.spi.Incoming;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message in the hands of a member; all but what is final is guarded by the member's group. */
final class MemoryDelivery extends Incoming {
  final Marks marks;
  final int index;
  final Member member;
  private final @Nullable Spent spent;

  /** Its neighbours among what the member holds, in the order of their delivery. */
  @Nullable MemoryDelivery before;

  @Nullable MemoryDelivery behind;

  boolean held;

  /** Whether the member let go of it by itself: that it is held no more is then no surprise. */
  boolean settled;

  MemoryDelivery(
      String topic,
      int lane,
      Message message,
      Member member,
      Marks marks,
      int index,
      @Nullable Spent spent) {
    super(topic, lane, message);
    this.member = member;
    this.marks = marks;
    this.index = index;
    this.spent = spent;
  }

  long offset() {
    return marks.chunk.base + index;
  }

  @Override
  public int attempts() {
    return spent == null ? 0 : spent.attempts();
  }

  @Override
  public @Nullable Instant firstFailure() {
    return spent == null ? null : spent.firstFailure();
  }

  @Override
  public String position() {
    return Long.toString(offset());
  }
}
