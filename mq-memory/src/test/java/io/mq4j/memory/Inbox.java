package io.mq4j.memory;

import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A consumer and all that it was told. */
final class Inbox implements Intake, AutoCloseable {
  final ConsumerDriver driver;
  final List<Incoming> all = new ArrayList<>();
  final List<Integer> revoked = new ArrayList<>();
  final List<Integer> lost = new ArrayList<>();

  /** What the handler of a revocation does. */
  Runnable onRevoking = () -> {};

  boolean ready;
  private int seen;

  Inbox(ConsumerDriver driver) {
    this.driver = driver;
  }

  @Override
  public void deliver(Incoming message) {
    all.add(message);
  }

  @Override
  public void ready() {
    ready = true;
  }

  @Override
  public void revoking(int... lanes) {
    IntStream.of(lanes).forEach(revoked::add);
    onRevoking.run();
  }

  @Override
  public void lost(int... lanes) {
    IntStream.of(lanes).forEach(lost::add);
  }

  /** The texts that are there now. */
  List<String> now() {
    return receive(1000, Duration.ZERO);
  }

  /** The texts that come as soon as there is one. */
  List<String> soon() {
    return receive(1000, Duration.ofSeconds(10));
  }

  List<String> receive(int max, Duration wait) {
    driver.receive(this, max, wait);
    List<String> texts = texts(all.subList(seen, all.size()));
    seen = all.size();
    return texts;
  }

  static List<String> texts(List<Incoming> messages) {
    return messages.stream().map(incoming -> incoming.message().text()).toList();
  }

  /** The last message with this text. */
  Incoming last(String text) {
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).message().text().equals(text)) {
        return all.get(i);
      }
    }
    throw new AssertionError("never got " + text);
  }

  int ack(String... texts) {
    for (String text : texts) {
      driver.ack(last(text));
    }
    return driver.commit();
  }

  int retry(String text, Duration delay, int attempts, Instant firstFailure) {
    driver.retry(last(text), delay, attempts, firstFailure);
    return driver.commit();
  }

  int release(String text) {
    driver.release(last(text));
    return driver.commit();
  }

  @Override
  public void close() {
    driver.close();
  }
}
