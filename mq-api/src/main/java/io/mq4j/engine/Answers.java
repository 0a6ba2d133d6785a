package io.mq4j.engine;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Answered attempts on their way back to the poller; many threads add, the poller takes all. */
final class Answers {
  private final AtomicReference<@Nullable InFlight> last = new AtomicReference<>();

  void add(InFlight item) {
    InFlight before;
    do {
      before = last.getPlain();
      item.answeredNext = before;
    } while (!last.compareAndSet(before, item));
  }

  boolean isEmpty() {
    return last.get() == null;
  }

  /** Takes all, linked in the order in which they were added. */
  @Nullable InFlight takeAll() {
    InFlight item = last.getAndSet(null);
    InFlight reversed = null;
    while (item != null) {
      InFlight before = item.answeredNext;
      item.answeredNext = reversed;
      reversed = item;
      item = before;
    }
    return reversed;
  }
}
