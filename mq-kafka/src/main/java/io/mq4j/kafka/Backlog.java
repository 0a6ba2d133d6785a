package io.mq4j.kafka;

import io.mq4j.spi.Intake;
import java.util.ArrayDeque;
import java.util.Queue;

/** What was received and is to be handed over later: the rest of a poll. */
final class Backlog {
  private final Queue<KafkaIncoming> kept = new ArrayDeque<>();

  void keep(KafkaIncoming message) {
    kept.add(message);
  }

  /** Hands over what was kept; gives how many. */
  int deliver(Intake to, int max) {
    int delivered = 0;
    while (delivered < max && !kept.isEmpty()) {
      to.deliver(kept.remove());
      delivered++;
    }
    return delivered;
  }

  /** Drops what belongs to partitions that are gone. */
  void dropGone() {
    kept.removeIf(message -> message.progress().isGone());
  }
}
