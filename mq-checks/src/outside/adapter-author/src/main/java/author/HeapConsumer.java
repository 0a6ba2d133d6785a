package author;

import io.mq4j.StartPosition;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

final class HeapConsumer implements ConsumerDriver {
  private final HeapServer server;
  private final ConsumerPlan plan;
  private final Set<HeapIncoming> held = new LinkedHashSet<>();
  private volatile boolean woken;

  HeapConsumer(HeapServer server, ConsumerPlan plan) {
    this.server = server;
    this.plan = plan;
    boolean latest = plan.start().kind() == StartPosition.Kind.LATEST;
    plan.topics().forEach(topic -> server.join(plan.group(), topic, latest));
  }

  @Override
  public void receive(Intake intake, int max, Duration wait) {
    intake.ready();
    long end = System.nanoTime() + wait.toNanos();
    synchronized (server) {
      while (hand(intake, max) == 0 && !woken && end - System.nanoTime() > 0) {
        try {
          server.await((end - System.nanoTime()) / 1_000_000 + 1);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          break;
        }
      }
      woken = false;
    }
  }

  private int hand(Intake intake, int max) {
    int handed = 0;
    for (String topic : plan.topics()) {
      while (handed < max) {
        HeapIncoming message = server.take(plan.group(), topic);
        if (message == null) {
          break;
        }
        held.add(message);
        intake.deliver(message);
        handed++;
      }
    }
    return handed;
  }

  @Override
  public void wakeup() {
    synchronized (server) {
      woken = true;
      server.ring();
    }
  }

  @Override
  public void ack(Incoming message) {
    held.remove(message);
  }

  @Override
  public void release(Incoming message) {
    if (held.remove(message)) {
      server.giveBack(plan.group(), (HeapIncoming) message);
    }
  }


  @Override
  public int commit() {
    return 0;
  }


  @Override
  public void close() {
    held.forEach(message -> server.giveBack(plan.group(), message));
    held.clear();
  }
}
