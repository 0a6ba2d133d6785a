package io.mq4j.memory.mutants;

import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.SendOptions;
import io.mq4j.spi.Outgoing;
import java.time.Duration;

/** A send that nobody asked for and nobody waits for. */
record UnaskedSend(String topic, Message message) implements Outgoing {
  @Override
  public SendOptions options() {
    return SendOptions.NONE;
  }

  @Override
  public void confirmed(Object position) {
    // Nobody asked.
  }

  @Override
  public void failed(MqException error) {
    // Nobody asked.
  }

  @Override
  public long deadline() {
    return System.nanoTime() + Duration.ofMinutes(1).toNanos();
  }

  @Override
  public boolean ended() {
    return false;
  }
}
