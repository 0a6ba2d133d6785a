package io.mq4j.handler;

import io.mq4j.Headers;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import io.mq4j.ReservedHeaders;

/** Makes handlers for dead-letter topics that give the messages another life. */
public final class Redrive {
  private Redrive() {}

  /**
   * A handler that sends each dead letter back to the topic where it died, with the id and headers
   * it had, for the one group that failed. It begins a new generation: attempts count from 1, and
   * {@link Idempotency} takes it for a new message. What is no dead letter is rejected. Safe for
   * use by many threads.
   */
  public static MessageHandler toOrigin() {
    return delivery -> {
      Message dead = delivery.message();
      String topic = dead.headers().getOrDefault(ReservedHeaders.DEAD_TOPIC, "");
      String group = dead.headers().getOrDefault(ReservedHeaders.DEAD_GROUP, "");
      String id = dead.headers().getOrDefault(ReservedHeaders.DEAD_ID, "");
      if (topic.isEmpty() || group.isEmpty() || id.isEmpty()) {
        return Outcome.reject(
            MqException.builder(
                    MqException.Kind.INVALID,
                    "not a dead letter: it doesn't tell topic, group and id of its origin")
                .topic(delivery.topic())
                .build());
      }
      Headers headers =
          DeadMessage.alive(dead.headers())
              .with(ReservedHeaders.GENERATION, Integer.toString(delivery.generation() + 1))
              .with(ReservedHeaders.TARGET_GROUP, group);
      return Outcome.forward(topic, dead.headers(headers).id(id), null);
    };
  }
}
