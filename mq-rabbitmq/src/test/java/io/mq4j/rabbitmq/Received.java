package io.mq4j.rabbitmq;

import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a driver delivered; for one thread. */
final class Received implements Intake {
  final List<Incoming> messages = new ArrayList<>();
  boolean ready;

  @Override
  public void deliver(Incoming message) {
    messages.add(message);
  }

  @Override
  public void ready() {
    ready = true;
  }

  @Override
  public void revoking(int... lanes) {
    throw new AssertionError("RabbitMQ never announces that a lane goes");
  }

  @Override
  public void lost(int... lanes) {
    throw new AssertionError("a lane is lost with its connection only");
  }

  /** Receives until there are so many, or a deadline has passed. */
  static Received from(ConsumerDriver driver, int count) {
    Received received = new Received();
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (received.messages.size() < count && System.nanoTime() < end) {
      driver.receive(received, count - received.messages.size(), Duration.ofSeconds(1));
    }
    return received;
  }
}
