package io.mq4j.memory;

/** What one group has done with the messages of one chunk. Guarded by the group. */
final class Marks {
  final Chunk chunk;
  private final long[] settled;

  /** Delivered, or waiting to be delivered again, and not settled. */
  private final long[] taken;

  Marks(Chunk chunk) {
    this.chunk = chunk;
    settled = new long[(chunk.length() + 63) >> 6];
    taken = new long[settled.length];
  }

  /** The first message at or behind this one that is neither settled nor taken. */
  int nextOpen(int from) {
    int word = from >> 6;
    if (word >= settled.length) {
      return chunk.length();
    }
    long open = ~(settled[word] | taken[word]) & (-1L << from);
    while (open == 0) {
      if (++word == settled.length) {
        return chunk.length();
      }
      open = ~(settled[word] | taken[word]);
    }
    return Math.min((word << 6) + Long.numberOfTrailingZeros(open), chunk.length());
  }

  boolean isSettled(int index) {
    return (settled[index >> 6] & (1L << index)) != 0;
  }

  boolean isTaken(int index) {
    return (taken[index >> 6] & (1L << index)) != 0;
  }

  void take(int index) {
    taken[index >> 6] |= 1L << index;
  }

  void giveBack(int index) {
    taken[index >> 6] &= ~(1L << index);
  }

  void settle(int index) {
    settled[index >> 6] |= 1L << index;
    taken[index >> 6] &= ~(1L << index);
  }

  /** As if it had never been settled. */
  void forget(int index) {
    settled[index >> 6] &= ~(1L << index);
    taken[index >> 6] &= ~(1L << index);
  }

  /** Keeps those bits of the mask whose messages are settled here. */
  void retainSettled(long[] mask) {
    for (int i = 0; i < mask.length; i++) {
      mask[i] &= settled[i];
    }
  }
}
