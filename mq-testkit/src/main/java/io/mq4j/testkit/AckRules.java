package io.mq4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mq4j.Feature;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.MqEvent;
import io.mq4j.Ordering;
import io.mq4j.Outcome;
import io.mq4j.StartPosition;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Incoming;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/** AK: a message is settled only by its handler's success. */
abstract class AckRules extends SubscribeRules {
  private static final Duration SOON = Duration.ofMillis(10);

  @CoreRule
  @Tag("AK1")
  public final void ak1_withheld_until_settled() {
    String topic = topic();
    Client holder = client();
    CountDownLatch never = new CountDownLatch(1);
    Message held = message();
    Probe holds =
        holder
            .consumer("g")
            .concurrency(1)
            .maxInFlight(1)
            .action(delivery -> never.await())
            .subscribe(topic);
    holder.send(topic, held);
    holds.await(held);

    Probe other = client().subscribe("g", topic);
    Message next = message();
    holder.send(topic, next);
    other.await(next);
    assertEquals(0, other.deliveries(held).size(), "it belongs to the one whose handler runs");
    if (supported(Feature.LAG)) {
      long lag = await("the lag", holds.subscription().lag());
      assertTrue(lag >= 1, () -> "not settled while its handler runs, but the lag is " + lag);
    }
    holds.close(Duration.ZERO);

    other.await(held);
  }

  @FaultRule
  @Tag("AK2")
  public final void ak2_durable_across_restart() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.RESTART);
    Client client = client();
    Probe probe = client.subscribe("g", topic);
    List<Message> sent = messages(50);
    client.send(topic, sent);
    probe.awaitSettled(sent).close();

    faults.stop();
    faults.heal();

    Probe again = client().subscribe("g", topic);
    Message later = message();
    client().send(topic, later);
    again.await(later).assertExactly(List.of(later));
  }

  @CoreRule
  @Tag("AK3")
  public final void ak3_twice_is_harmless() {
    String topic = topic();
    RawConsumer raw = raw("g", topic);
    List<Message> sent = messages(3);
    client().send(topic, sent);
    List<Incoming> taken = raw.take(sent);
    ConsumerDriver driver = raw.driver();

    driver.ack(taken.get(0));
    driver.ack(taken.get(0));
    driver.commit();
    driver.ack(taken.get(0));
    driver.commit();
    driver.ack(taken.get(1));
    assertEquals(0, driver.commit(), "what is acked once more was not lost to somebody else");
    raw.close();

    assertLeft(topic, sent.get(2));
  }

  @CoreRule
  @Tag("AK4")
  public final void ak4_nack_after_ack_is_inert() {
    String topic = topic();
    RawConsumer raw = raw("g", topic);
    List<Message> sent = messages(4);
    client().send(topic, sent);
    List<Incoming> taken = raw.take(sent);
    ConsumerDriver driver = raw.driver();

    driver.ack(taken.get(0));
    driver.release(taken.get(0));
    driver.ack(taken.get(1));
    driver.ack(taken.get(2));
    driver.commit();
    driver.release(taken.get(1));
    if (supported(Feature.DELAYED_REDELIVERY)) {
      driver.retry(taken.get(2), Duration.ZERO, 1, Instant.now());
    }
    driver.commit();
    raw.close();

    assertLeft(topic, sent.get(3));
  }

  @CoreRule
  @Tag("AK5")
  public final void ak5_late_from_another_thread() {
    String topic = topic();
    RawConsumer raw = raw("g", topic);
    List<Message> sent = messages(10);
    client().send(topic, sent);
    List<Incoming> taken = raw.take(sent);
    ConsumerDriver driver = raw.driver();
    taken.subList(1, 9).forEach(driver::ack);
    driver.commit();

    Duration wait = scaled(Duration.ofSeconds(6));
    CountDownLatch waits = new CountDownLatch(1);
    Future<Integer> settler =
        inThread(
            "settler",
            () -> {
              for (int i = 0; i < 10; i++) {
                driver.receive(raw, 0, Duration.ZERO);
              }
              waits.countDown();
              driver.receive(raw, 0, wait);
              driver.ack(taken.get(0));
              return driver.commit();
            });
    await("the settler to wait", waits);
    long woken = System.nanoTime();
    driver.wakeup();
    assertEquals(0, await("a receive that was woken", settler), "it was still ours");
    Duration took = Duration.ofNanos(System.nanoTime() - woken);
    assertTrue(took.compareTo(wait.dividedBy(2)) < 0, () -> "was to wake up, but took " + took);
    raw.close();

    assertLeft(topic, sent.get(9));
  }

  @FaultRule
  @Tag("AK6")
  public final void ak6_after_close_or_lost_ownership_harmless() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.RESET);
    Client first = client();
    List<CountDownLatch> go = Stream.generate(() -> new CountDownLatch(1)).limit(4).toList();
    AtomicInteger runs = new AtomicInteger();
    MessageHandler lateAndFailing =
        delivery -> {
          int run = runs.getAndIncrement();
          if (run < go.size()) {
            stubbornly(go.get(run));
          }
          // Every second run has a right to its message: it fails, so that the next one must come.
          return run == 1 || run == 3
              ? Outcome.retryAfter(SOON, new IOException("failed"))
              : Outcome.done();
        };
    Message message = message();
    Probe loser = first.consumer("g").concurrency(2).handler(lateAndFailing).subscribe(topic);
    first.send(topic, message);
    loser.awaitAttempt(message, 1);

    faults.resetConnections();
    loser.awaitAttempt(message, 2);
    go.get(0).countDown();
    first.awaitEvent(MqEvent.Type.STALE_SETTLEMENT, 1);
    go.get(1).countDown();
    loser.awaitAttempt(message, 3);

    loser.close(Duration.ZERO);
    Probe owner = client().consumer("g").handler(lateAndFailing).subscribe(topic);
    owner.awaitAttempt(message, 1);
    go.get(2).countDown();
    await("the late answer", () -> loser.running() == 0);
    go.get(3).countDown();

    owner.awaitAttempt(message, 2);
    owner.awaitSettled(message);
  }

  /** Waits for a latch whoever interrupts it: the kind of handler that outlives its ownership. */
  private static void stubbornly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        // Told again below: this handler stands for one that does not listen.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @CoreRule
  @Tag("AK7")
  public final void ak7_any_throwable_is_a_failure() {
    String topic = topic();
    Client client = client();
    List<Throwable> failures =
        List.of(
            new IllegalStateException("unchecked"),
            new IOException("checked"),
            new StackOverflowError("error"),
            new AssertionError("assertion"),
            new InterruptedException("nobody interrupted it"),
            new Throwable("neither"));
    AtomicInteger runs = new AtomicInteger();
    Probe probe =
        client
            .consumer("g")
            .concurrency(2)
            .handler(
                delivery -> {
                  int run = runs.getAndIncrement();
                  if (run < failures.size()) {
                    throw AckRules.<RuntimeException>sneaky(failures.get(run));
                  }
                  return run == failures.size() ? nothing() : Outcome.done();
                })
            .subscribe(topic);
    List<Message> sent = messages(failures.size() + 1);
    client.send(topic, sent);

    probe.awaitSettled(sent).fence();
    assertEquals(2 * sent.size(), probe.count(), "each failed once");
    assertEquals(sent.size(), client.events(MqEvent.Type.RETRY_SCHEDULED).size());
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // to throw what is not declared
  private static <T extends Throwable> T sneaky(Throwable any) throws T {
    throw (T) any;
  }

  @SuppressWarnings("NullAway") // the very mistake that the rule is about
  private static Outcome nothing() {
    return null;
  }

  @CoreRule
  @Tag("AK8")
  public final void ak8_out_of_order_never_skips() {
    String topic = topic();
    Client client = client();
    CountDownLatch never = new CountDownLatch(1);
    List<Message> sent = messages(60);
    List<Message> held = List.of(sent.get(0), sent.get(20), sent.get(40));
    List<String> ids = held.stream().map(Message::id).toList();
    Probe probe =
        client
            .consumer("g")
            .concurrency(4)
            .maxInFlight(100)
            .action(
                delivery -> {
                  if (ids.contains(delivery.message().id())) {
                    never.await();
                  }
                })
            .subscribe(topic);
    client.send(topic, sent);
    List<Message> others = new ArrayList<>(sent);
    others.removeAll(held);
    probe.await(held).awaitSettled(others);
    probe.close(Duration.ZERO);

    Probe next = client().subscribe("g", topic);
    next.await(held).fence();
  }

  @CoreRule
  @Tag("AK9")
  public final void ak9_only_itself() {
    String topic = topic();
    RawConsumer raw = raw("g", topic);
    Client client = client();
    Probe otherGroup = supported(Feature.GROUPS) ? client.subscribe("other", topic) : null;
    List<Message> sent = messages(9, "one-key");
    client.send(topic, sent);
    List<Incoming> taken = raw.take(sent);

    raw.driver().ack(taken.get(4));
    raw.driver().commit();
    raw.close();

    List<Message> left = new ArrayList<>(sent);
    left.remove(sent.get(4));
    client.subscribe("g", topic).await(left).fence();
    if (otherGroup != null) {
      otherGroup.await(sent).assertExactly(sent);
    }
  }

  /** A consumer whose settlements are the rule's own; the history can't judge its group. */
  private RawConsumer raw(String group, String topic) {
    expect().unchecked(group);
    ConsumerPlan plan =
        new ConsumerPlan(group, List.of(topic), Ordering.NONE, StartPosition.EARLIEST, 100);
    return closing(new RawConsumer(run(), plan));
  }

  /** Asserts that of all that the raw consumer took, its group is still owed only this. */
  private void assertLeft(String topic, Message left) {
    Probe next = client().subscribe("g", topic);
    next.await(left).fence();
    assertEquals(List.of(left.id()), next.ids(), "owed to the group");
    assertFalse(next.busy(), "nothing more is on its way");
  }
}
