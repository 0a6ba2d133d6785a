package io.mq4j.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.Ordering;
import io.mq4j.ProducerOptions;
import io.mq4j.SendOptions;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Link;
import io.mq4j.spi.ProducerDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
final class ConcurrencyTest {
  private static final int PRODUCERS = 3;
  private static final int CONSUMERS = 3;
  private static final int EACH = 20_000;

  private final Lab lab = new Lab(settings -> settings.partitions(8).capacity(1_000_000));
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Which numbers of each producer were settled; guarded by itself. */
  private final BitSet settled = new BitSet();

  @AfterEach
  void close() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    lab.close();
  }

  private void produce(int producer) {
    try (ProducerDriver driver = lab.driver.openProducer(ProducerOptions.DEFAULT, Link.NONE)) {
      List<Sent> sends = new ArrayList<>();
      for (int i = 0; i < EACH; i++) {
        String text = Integer.toString(producer * EACH + i);
        Message message = Message.text(text).key("p" + producer + "k" + i % 5);
        sends.add(Lab.send(driver, message, SendOptions.NONE));
      }
      awaitAll(sends);
    }
  }

  private static void awaitAll(List<Sent> sends) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!sends.stream().allMatch(Sent::isConfirmed)) {
      assertThat(System.nanoTime() - end).as("time left").isNegative();
      Thread.onSpinWait();
    }
  }

  private boolean isDone() {
    synchronized (settled) {
      return settled.cardinality() == PRODUCERS * EACH;
    }
  }

  private void settle(Inbox inbox, int[] lastOfKey) {
    for (Incoming incoming : inbox.all) {
      int number = Integer.parseInt(incoming.message().text());
      int key = number / EACH * 5 + number % 5;
      if (lastOfKey.length > 0) {
        synchronized (lastOfKey) {
          assertThat(number).as("order of its key").isGreaterThan(lastOfKey[key]);
          lastOfKey[key] = number;
        }
      }
      inbox.driver.ack(incoming);
      synchronized (settled) {
        settled.set(number);
      }
    }
    assertThat(inbox.driver.commit()).as("stale").isZero();
    inbox.all.clear();
  }

  @ParameterizedTest
  @EnumSource
  void everything_is_settled_once_by_some_member(Ordering ordering) throws Exception {
    int[] lastOfKey = new int[ordering == Ordering.NONE ? 0 : PRODUCERS * 5];
    Arrays.fill(lastOfKey, -1);
    AtomicInteger delivered = new AtomicInteger();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < CONSUMERS; i++) {
      all.add(
          run(
              () -> {
                try (Inbox inbox = lab.open(ordering)) {
                  while (!isDone()) {
                    inbox.driver.receive(inbox, 50, Duration.ofMillis(100));
                    delivered.addAndGet(inbox.all.size());
                    settle(inbox, lastOfKey);
                  }
                }
              }));
    }
    for (int i = 0; i < PRODUCERS; i++) {
      int producer = i;
      all.add(run(() -> produce(producer)));
    }
    for (CompletableFuture<Void> each : all) {
      each.get(60, TimeUnit.SECONDS);
    }
    assertThat(delivered.get()).isEqualTo(PRODUCERS * EACH);
    assertThat(lab.broker.usedBytes()).isLessThanOrEqualTo(1_000_000);
    try (Inbox rest = lab.open(ordering)) {
      assertThat(rest.driver.lag()).isZero();
      assertThat(rest.now()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothing_is_lost_while_connections_break(Ordering ordering) throws Exception {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < CONSUMERS; i++) {
      all.add(run(() -> consumeWhatEverBreaks(ordering)));
    }
    for (int i = 0; i < PRODUCERS; i++) {
      int producer = i;
      all.add(run(() -> produceWhatEverBreaks(producer)));
    }
    CompletableFuture<Void> done =
        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
    for (int i = 0; !done.isDone(); i++) {
      if (i % 3 == 0) {
        lab.broker.faults().redeliverUnsettled();
      } else {
        lab.broker.faults().dropConnections();
      }
      CompletableFuture.anyOf(done, pause()).join();
    }
    done.get(1, TimeUnit.SECONDS);
    try (Inbox rest = lab.open(ordering)) {
      assertThat(rest.driver.lag()).isZero();
    }
  }

  private static CompletableFuture<Void> pause() {
    return new CompletableFuture<Void>().completeOnTimeout(null, 5, TimeUnit.MILLISECONDS);
  }

  private void produceWhatEverBreaks(int producer) {
    int i = 0;
    while (i < EACH) {
      try (ProducerDriver driver = lab.driver.openProducer(ProducerOptions.DEFAULT, Link.NONE)) {
        while (i < EACH) {
          Message message = Message.text(Integer.toString(producer * EACH + i)).key("k" + i % 20);
          Sent sent = Lab.send(driver, message, SendOptions.NONE);
          while (!sent.ended()) {
            Thread.onSpinWait();
          }
          i += sent.isConfirmed() ? 1 : 0;
        }
      } catch (MqException e) {
        assertThat(e.kind()).isEqualTo(MqException.Kind.UNAVAILABLE);
      }
    }
  }

  private void consumeWhatEverBreaks(Ordering ordering) {
    while (true) {
      try (Inbox inbox = lab.open(ordering)) {
        while (!isDone() || inbox.driver.lag() > 0) {
          inbox.driver.receive(inbox, 50, Duration.ofMillis(50));
          synchronized (settled) {
            inbox.all.forEach(incoming -> settled.set(Integer.parseInt(incoming.message().text())));
          }
          inbox.all.forEach(inbox.driver::ack);
          inbox.all.clear();
          inbox.driver.commit();
        }
        return;
      } catch (MqException e) {
        assertThat(e.kind()).isEqualTo(MqException.Kind.UNAVAILABLE);
      }
    }
  }

  @Test
  void a_waiting_consumer_ends_with_its_broker() {
    CompletableFuture<Void> consumer =
        run(
            () -> {
              try (Inbox inbox = lab.open(Ordering.KEY)) {
                inbox.soon();
                inbox.soon();
              }
            });
    lab.broker.close();
    assertThat(consumer)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(MqException.class);
  }

  private CompletableFuture<Void> run(Runnable work) {
    return CompletableFuture.runAsync(work, threads);
  }
}
