package io.mq4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mq4j.Feature;
import io.mq4j.Message;
import io.mq4j.Ordering;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;

/**
 * CC: as many handlers as asked for, never more, and memory that does not grow with the backlog.
 */
abstract class ConcurrencyRules extends DataRules {
  @CoreRule
  @Tag("CC1")
  public final void cc1_so_many_handlers_really_run_at_once() {
    String topic = topic();
    Client client = client();
    CountDownLatch all = new CountDownLatch(8);
    Probe probe =
        client
            .consumer("g")
            .concurrency(8)
            .action(
                delivery -> {
                  all.countDown();
                  await("all eight", all);
                })
            .subscribe(topic);
    List<Message> sent = messages(8);

    client.send(topic, sent);

    probe.awaitSettled(sent);
    assertEquals(8, probe.mostRunning());
  }

  @CoreRule
  @Tag("CC2")
  public final void cc2_never_more_than_the_limit() {
    String topic = topic();
    Client client = client();
    Probe probe =
        client
            .consumer("g")
            .concurrency(3)
            .action(delivery -> LockSupport.parkNanos(1000))
            .subscribe(topic);
    List<Message> sent = messages(300);

    client.send(topic, sent);

    probe.awaitSettled(sent);
    assertTrue(probe.mostRunning() <= 3, () -> probe.mostRunning() + " ran at once");
  }

  @CoreRule
  @Tag("CC3")
  public final void cc3_the_limit_changes_while_running() {
    String topic = topic();
    Client client = client();
    CountDownLatch open = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    Probe probe =
        client
            .consumer("g")
            .concurrency(2)
            .action(
                delivery -> {
                  begun.incrementAndGet();
                  await("the gate", open);
                })
            .subscribe(topic);
    List<Message> first = messages(12);

    client.send(topic, first);
    probe.awaitRunning(2).staysQuiet(Duration.ofMillis(100));
    assertEquals(2, begun.get());
    probe.subscription().concurrency(6);
    probe.awaitRunning(6).staysQuiet(Duration.ofMillis(100));
    assertEquals(6, begun.get());
    probe.subscription().concurrency(1);
    open.countDown();
    probe.awaitSettled(first);

    CountDownLatch shut = new CountDownLatch(1);
    CountDownLatch held = new CountDownLatch(4);
    Exchanger<String> meeting = new Exchanger<>();
    AtomicBoolean met = new AtomicBoolean();
    Probe narrow =
        client
            .consumer("narrow")
            .concurrency(4)
            .action(
                delivery -> {
                  if (shut.getCount() > 0) {
                    held.countDown();
                    await("the gate", shut);
                  } else if (meets(meeting)) {
                    met.set(true);
                  }
                })
            .subscribe(topic);
    await("four handlers at the gate", held);
    narrow.subscription().concurrency(1);
    shut.countDown();
    narrow.awaitSettled(first);
    assertFalse(met.get(), "two ran at once after the limit was 1");
  }

  /** Whether another handler runs at the same time. */
  private static boolean meets(Exchanger<String> meeting) throws InterruptedException {
    try {
      meeting.exchange("here", 20, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  @CoreRule
  @Tag("CC4")
  public final void cc4_memory_is_bounded_under_a_backlog() {
    String topic = topic();
    Client client = client();
    CountDownLatch open = new CountDownLatch(1);
    int limit = 50;
    List<Message> backlog = messages(backlogSize());
    client.send(topic, backlog);
    AtomicInteger most = new AtomicInteger();
    Probe probe =
        client
            .consumer("g")
            .concurrency(4)
            .maxInFlight(limit)
            .action(delivery -> await("the gate", open))
            .begin(topic);

    probe.awaitRunning(4);
    stays(
        "at most " + limit + " in memory",
        Duration.ofMillis(200),
        () -> most.accumulateAndGet(probe.subscription().inFlight(), Math::max) <= limit);
    open.countDown();
    await(
        "the backlog to be handled",
        () -> {
          most.accumulateAndGet(probe.subscription().inFlight(), Math::max);
          return probe.count() >= backlog.size();
        });

    assertTrue(most.get() <= limit, () -> most + " were in memory");
  }

  private int backlogSize() {
    return run().harness().timeFactor() > 1 ? 2_000 : 10_000;
  }

  @StressRule
  @Tag("CC4")
  public final void cc4_memory_is_bounded_under_a_backlog_of_a_hundred_thousand() {
    String topic = topic();
    Client client = client();
    int limit = 100;
    List<Message> backlog = messages(100_000);
    client.send(topic, backlog);
    AtomicInteger most = new AtomicInteger();
    Probe probe = client.consumer("g").maxInFlight(limit).begin(topic);

    await(
        "the backlog to be handled",
        () -> {
          most.accumulateAndGet(probe.subscription().inFlight(), Math::max);
          return probe.count() >= backlog.size();
        });
    assertTrue(most.get() <= limit, () -> most + " were in memory");
  }

  @CoreRule
  @Tag("CC5")
  public final void cc5_a_slow_message_blocks_only_its_lane() {
    String topic = topic();
    Client client = client();
    if (!supported(Feature.ORDER_BY_KEY)) {
      assertRefused(
          Feature.ORDER_BY_KEY, () -> client.consumer("g").ordering(Ordering.KEY).begin(topic));
      return;
    }
    CountDownLatch open = new CountDownLatch(1);
    Probe probe =
        client
            .consumer("g")
            .ordering(Ordering.KEY)
            .concurrency(2)
            .action(
                delivery -> {
                  if ("slow".equals(delivery.message().key())) {
                    await("the gate", open);
                  }
                })
            .subscribe(topic);
    List<Message> slow = messages(3, "slow");
    List<Message> others = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      others.add(keyed("key-" + i % 20));
    }

    client.send(topic, slow);
    client.send(topic, others);
    probe.awaitSettled(others);

    assertEquals(1, probe.deliveries(slow.get(0)).size());
    assertTrue(probe.deliveries(slow.get(1)).isEmpty(), "the slow lane keeps its order");
    open.countDown();
    probe.awaitSettled(slow);
  }
}
