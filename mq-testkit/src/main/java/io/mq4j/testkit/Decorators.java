package io.mq4j.testkit;

import io.mq4j.Decorator;
import io.mq4j.MessageHandler;
import io.mq4j.handler.DeadLetter;
import io.mq4j.handler.Idempotency;
import io.mq4j.handler.IdempotencyStore;
import io.mq4j.handler.Redrive;
import io.mq4j.handler.Retry;
import java.time.Duration;

/** The decorators that the rules about dead letters and idempotency put to the test. */
public interface Decorators {
  /** Sends what failed for good to a topic. */
  default Decorator deadLetter(String topic) {
    return DeadLetter.to(topic);
  }

  /** Makes this many attempts in all, with this pause in between. */
  default Decorator retry(int attempts, Duration pause) {
    return Retry.fixed(pause).attempts(attempts);
  }

  /** Handles a message once, under a lease. */
  default Decorator idempotency(IdempotencyStore store, Duration lease) {
    return Idempotency.of(store).lease(lease);
  }

  /** A fresh store. */
  default IdempotencyStore store() {
    return IdempotencyStore.inMemory(10_000);
  }

  /** A handler of dead letters that gives them another life. */
  default MessageHandler redrive() {
    return Redrive.toOrigin();
  }
}
