package io.mq4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mq4j.Feature;
import io.mq4j.Message;
import io.mq4j.MqEvent;
import io.mq4j.MqException.Kind;
import io.mq4j.Outcome;
import io.mq4j.Subscription.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;

/** LC: everything ends, in bounded time, and tells the truth on the way. */
abstract class LifecycleRules extends ConcurrencyRules {
  @CoreRule
  @Tag("LC1")
  public final void lc1_close_twice_at_once_and_from_a_handler() throws Exception {
    String topic = topic();
    Client client = client();
    CompletableFuture<Probe> own = new CompletableFuture<>();
    Probe probe =
        client.consumer("g").action(delivery -> own.join().subscription().close()).subscribe(topic);
    own.complete(probe);
    Message message = message();

    client.send(topic, message);
    await("the handler's close", () -> probe.subscription().state() == State.CLOSED);
    probe.close();

    Client other = client();
    other.subscribe("h", topic).await(message);
    List<Callable<Void>> closers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      closers.add(
          () -> {
            other.close();
            return null;
          });
    }
    together(closers);
    other.close();
    assertFails(Kind.CLOSED, other.sendAsync(topic, message()));
  }

  @CoreRule
  @Tag("LC2")
  public final void lc2_close_drains_within_its_time() {
    String topic = topic();
    Client client = client();
    CountDownLatch closing = new CountDownLatch(1);
    Probe probe =
        client
            .consumer("g")
            .concurrency(4)
            .action(delivery -> await("the close", closing))
            .subscribe(topic);
    List<Message> sent = messages(4);
    client.send(topic, sent);
    probe.awaitRunning(4);

    Future<Void> close =
        inThread(
            "closer",
            () -> {
              probe.close();
              return null;
            });
    await("the drain", () -> probe.subscription().state() == State.DRAINING);
    closing.countDown();
    await("the close", close);

    probe.awaitSettled(sent);
    assertEquals(State.CLOSED, probe.subscription().state());
    assertTrue(client.events(MqEvent.Type.HANDLER_INTERRUPTED).isEmpty(), "nobody was interrupted");
    assertFails(Kind.CLOSED, probe.subscription().lag());
  }

  @CoreRule
  @Tag("LC3")
  public final void lc3_a_stuck_handler_is_interrupted_and_its_message_stays() throws Exception {
    String topic = topic();
    Client client = client();
    AtomicBoolean interrupted = new AtomicBoolean();
    CountDownLatch never = new CountDownLatch(1);
    Probe probe =
        client
            .consumer("g")
            .handler(
                delivery -> {
                  try {
                    never.await();
                    return Outcome.done();
                  } catch (InterruptedException e) {
                    interrupted.set(true);
                    throw e;
                  }
                })
            .subscribe(topic);
    Message message = message();
    client.send(topic, message);
    probe.awaitRunning(1);

    long before = System.nanoTime();
    probe.close(Duration.ofMillis(100));
    Duration took = Duration.ofNanos(System.nanoTime() - before);

    assertTrue(took.compareTo(scaled(Duration.ofSeconds(5))) < 0, () -> "close took " + took);
    await("the interruption", interrupted::get);
    assertFalse(client.events(MqEvent.Type.HANDLER_INTERRUPTED).isEmpty(), "it is told");
    client().subscribe("g", topic).awaitSettled(message);
  }

  @CoreRule
  @Tag("LC4")
  public final void lc4_nothing_comes_after_close() {
    String topic = topic();
    Client client = client();
    Probe closed = client.subscribe("g", topic);
    Message before = message();
    client.send(topic, before);
    closed.awaitSettled(before);

    closed.close();
    List<Message> after = messages(20);
    client.send(topic, after);
    client.subscribe("g", topic).awaitSettled(after);

    assertEquals(List.of(before.id()), closed.ids());
    assertEquals(0, closed.subscription().inFlight());
  }

  @CoreRule
  @Tag("LC5")
  public final void lc5_a_hundred_cycles_leave_nothing_behind() {
    String topic = topic();
    Client steady = client();
    steady.send(topic, message());
    int cycles = run().harness().timeFactor() > 1 ? 20 : 100;
    for (int i = 0; i < cycles; i++) {
      Client client = client();
      Message message = message();
      client.send(topic, message);
      client.subscribe("g", topic).await(message);
      client.close();
    }
    await(
        "our threads to end",
        () ->
            ThreadWatch.alive(Thread.currentThread().getThreadGroup()).stream()
                    .filter(each -> each.getName().startsWith("mq4j-"))
                    .filter(each -> !run().harness().owns(each))
                    .count()
                <= 4);
  }

  @CoreRule
  @Tag("LC6")
  public final void lc6_pause_resume_stop_and_start() {
    String topic = topic();
    Client client = client();
    Probe probe = client.subscribe("g", topic);
    probe.subscription().pause();
    assertEquals(State.PAUSED, probe.subscription().state());
    List<Message> sent = messages(20);

    client.send(topic, sent);
    probe.staysQuiet(Duration.ofMillis(150));
    assertEquals(0, probe.count());
    probe.subscription().resume();
    probe.awaitSettled(sent);
    assertEquals(State.RUNNING, probe.subscription().state());
    probe.close();

    List<Message> meanwhile = messages(5);
    client.send(topic, meanwhile);
    client.subscribe("g", topic).assertExactly(meanwhile);
  }

  @CoreRule
  @Tag("LC7")
  public final void lc7_the_interrupt_flag_is_kept() {
    String topic = topic();
    Client client = client();
    Probe probe = client.subscribe("g", topic);
    Future<Boolean> flag =
        inThread(
            "interrupted",
            () -> {
              Thread.currentThread().interrupt();
              probe.subscription().close();
              client.broker().close();
              return Thread.interrupted();
            });

    assertTrue(await("the close", flag), "the flag is set after close");
    await("the end", () -> probe.subscription().state() == State.CLOSED);
  }

  @FaultRule
  @Tag("LC8")
  public final void lc8_a_broker_that_is_down_at_the_start_is_waited_for() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.KILL);
    faults.kill();
    Client client = client();
    Probe probe = client.consumer("g").begin(topic);
    Message message = message();

    CompletableFuture<?> sent = client.sendAsync(topic, message);
    await("an attempt to fail", () -> probe.subscription().health().cause() != null);
    assertFalse(client.broker().health().healthy(), "a broker that is down is not healthy");
    assertFalse(probe.subscription().ready().isDone(), "not ready without a broker");
    faults.heal();

    await("the send", sent);
    probe.ready().awaitSettled(message);
    await("health", () -> client.broker().health().healthy());
  }

  @FaultRule
  @Tag("LC9")
  public final void lc9_health_and_lag_tell_the_truth() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.KILL);
    Client client = client();
    AtomicInteger handled = new AtomicInteger();
    Probe probe =
        client.consumer("g").action(delivery -> handled.incrementAndGet()).subscribe(topic);
    assertTrue(probe.subscription().health().healthy());
    probe.subscription().pause();
    client.send(topic, messages(7));
    if (supported(Feature.LAG)) {
      await("the lag of seven", () -> await("the lag", probe.subscription().lag()) == 7);
    } else {
      assertFails(Kind.UNSUPPORTED, probe.subscription().lag());
    }

    faults.kill();
    await("the loss to be told", () -> !probe.subscription().health().healthy());
    assertTrue(probe.subscription().health().cause() != null, "and its cause");
    faults.heal();
    await("health", () -> probe.subscription().health().healthy());
    probe.subscription().resume();

    await("all to be handled", () -> handled.get() >= 7);
    if (supported(Feature.LAG)) {
      await("no lag", () -> await("the lag", probe.subscription().lag()) == 0);
    }
    probe.close();
    assertFalse(probe.subscription().health().healthy(), "closed is not healthy");
  }
}
