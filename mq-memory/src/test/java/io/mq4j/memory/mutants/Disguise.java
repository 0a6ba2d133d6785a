package io.mq4j.memory.mutants;

import io.mq4j.Message;
import io.mq4j.spi.Incoming;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message that arrives as something else than what was stored. */
final class Disguise extends Incoming {
  private final Incoming real;
  private final int attempts;

  Disguise(Incoming real, Message message, int attempts) {
    super(real.topic(), real.lane(), message);
    this.real = real;
    this.attempts = attempts;
  }

  static Incoming lift(Incoming message) {
    return message instanceof Disguise disguise ? disguise.real : message;
  }

  @Override
  public int attempts() {
    return attempts;
  }

  @Override
  public @Nullable Instant firstFailure() {
    return real.firstFailure();
  }

  @Override
  public String position() {
    return real.position();
  }
}
