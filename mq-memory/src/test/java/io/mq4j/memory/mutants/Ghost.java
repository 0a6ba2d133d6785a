package io.mq4j.memory.mutants;

import io.mq4j.MqException;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import java.time.Duration;

/** Goes on receiving when nobody listens any more, until the server itself ends. */
final class Ghost implements Intake {
  private Ghost() {}

  static void haunt(ConsumerDriver consumer) {
    Thread thread = new Thread(() -> receive(consumer), "mq4j-ghost");
    thread.setDaemon(true);
    thread.start();
  }

  private static void receive(ConsumerDriver consumer) {
    try {
      while (true) {
        consumer.receive(new Ghost(), 100, Duration.ofMillis(100));
      }
    } catch (MqException e) {
      // The server has ended or the connection is broken: so does this.
    }
  }

  @Override
  public void deliver(Incoming message) {
    // It ends here.
  }

  @Override
  public void ready() {
    // Nobody waits for it.
  }

  @Override
  public void revoking(int... lanes) {
    // Nobody cares.
  }

  @Override
  public void lost(int... lanes) {
    // Nobody cares.
  }
}
