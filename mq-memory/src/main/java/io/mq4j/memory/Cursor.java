package io.mq4j.memory;

/** A place in a topic's log that moves over what one group has settled or taken. */
final class Cursor {
  private final int group;
  private Chunk chunk;
  private int index;

  Cursor(int group, Chunk chunk) {
    this.group = group;
    this.chunk = chunk;
  }

  /** Moves on to the first open message before the tail, if there is one. */
  boolean find(long tail) {
    while (true) {
      index = chunk.marks(group).nextOpen(index);
      if (index < chunk.length()) {
        return chunk.base + index < tail;
      }
      Chunk next = chunk.next();
      if (next == null) {
        return false;
      }
      chunk = next;
      index = 0;
    }
  }

  Marks marks() {
    return chunk.marks(group);
  }

  int index() {
    return index;
  }

  int partition() {
    return chunk.partition(index);
  }

  /** Passes the message that it stands at. */
  void pass() {
    index++;
  }

  void rewind(Chunk first) {
    chunk = first;
    index = 0;
  }
}
