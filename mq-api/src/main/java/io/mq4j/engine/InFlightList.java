package io.mq4j.engine;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All attempts that a subscription has in memory. Belongs to the poller; the size may be read. */
final class InFlightList {
  private @Nullable InFlight first;
  private volatile int size;

  int size() {
    return size;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written by the poller only
  void add(InFlight item) {
    InFlight next = first;
    item.listNext = next;
    if (next != null) {
      next.listPrevious = item;
    }
    first = item;
    size++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written by the poller only
  void remove(InFlight item) {
    InFlight previous = item.listPrevious;
    InFlight next = item.listNext;
    if (previous == null) {
      first = next;
    } else {
      previous.listNext = next;
    }
    if (next != null) {
      next.listPrevious = previous;
    }
    item.listPrevious = null;
    item.listNext = null;
    size--;
  }

  /** The action may remove the item that it is called with, and no other. */
  void forEach(Consumer<InFlight> action) {
    InFlight item = first;
    while (item != null) {
      InFlight next = item.listNext;
      action.accept(item);
      item = next;
    }
  }
}
