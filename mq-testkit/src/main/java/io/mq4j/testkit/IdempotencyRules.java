package io.mq4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mq4j.Delivery;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.MqEvent;
import io.mq4j.handler.IdempotencyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;

/** ID: a message is handled once, and an effect that did not happen is never taken for done. */
abstract class IdempotencyRules extends DeadLetterRules {
  private static final Duration LEASE = Duration.ofSeconds(30);

  @CoreRule
  @Tag("ID1")
  public final void id1_duplicates_also_concurrent_ones_run_once() {
    String topic = topic();
    Client client = client();
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    MessageHandler handler =
        MessageHandler.of(
            delivery -> {
              runs.incrementAndGet();
              await("go", go);
            });
    IdempotencyStore store = decorators().store();
    Probe probe =
        client
            .consumer("g")
            .concurrency(8)
            .handler(handler.with(decorators().idempotency(store, LEASE)))
            .subscribe(topic);
    Message message = message();

    expect().duplicates();
    for (int i = 0; i < 5; i++) {
      client.send(topic, message);
    }
    client.awaitEvent(MqEvent.Type.POSTPONED, 4);
    assertEquals(1, runs.get(), "one runs, the others wait");
    go.countDown();
    client.awaitEvent(MqEvent.Type.DUPLICATE, 4);
    client.send(topic, message);
    client.awaitEvent(MqEvent.Type.DUPLICATE, 5);

    probe.fence();
    assertEquals(1, runs.get());
  }

  @FaultRule
  @Tag("ID2")
  public final void id2_a_crash_between_effect_and_mark_runs_it_again() throws Exception {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.KILL_CLIENT);
    Client doomed = client();
    IdempotencyStore store = decorators().store();
    AtomicInteger effects = new AtomicInteger();
    CountDownLatch killed = new CountDownLatch(1);
    MessageHandler handler =
        MessageHandler.of(
            delivery -> {
              effects.incrementAndGet();
              await("the end of the process", killed);
              throw new IllegalStateException("the process is gone");
            });
    Duration brief = scaled(Duration.ofMillis(500));
    Probe first =
        doomed.subscribe("g", topic, handler.with(decorators().idempotency(store, brief)));
    Message message = message();
    client().send(topic, message);
    first.awaitRunning(1);

    faults.killClient(doomed.broker());
    MessageHandler second = MessageHandler.of(delivery -> effects.incrementAndGet());
    Probe heir =
        client().subscribe("g", topic, second.with(decorators().idempotency(store, brief)));
    heir.awaitSettled(message);
    killed.countDown();

    assertEquals(2, effects.get(), "best effort, as declared: the effect is there twice");
  }

  @CoreRule
  @Tag("ID3")
  public final void id3_a_failed_attempt_is_not_done() {
    String topic = topic();
    Client client = client();
    AtomicInteger runs = new AtomicInteger();
    MessageHandler handler =
        MessageHandler.of(
            delivery -> {
              if (runs.incrementAndGet() < 3) {
                throw new IllegalStateException("on purpose");
              }
            });
    IdempotencyStore store = decorators().store();
    Probe probe =
        client.subscribe(
            "g",
            topic,
            handler
                .with(decorators().idempotency(store, LEASE))
                .with(decorators().retry(5, Duration.ofMillis(20))));
    Message message = message();

    client.send(topic, message);
    probe.awaitSettled(message);

    assertEquals(3, runs.get());
    assertTrue(client.events(MqEvent.Type.DUPLICATE).isEmpty(), "nothing was taken for done");
  }

  @CoreRule
  @Tag("ID4")
  public final void id4_a_store_outage_fails_closed_and_spends_nothing() {
    String topic = topic();
    Client client = client();
    AtomicBoolean out = new AtomicBoolean(true);
    IdempotencyStore store = new FailingStore(decorators().store(), out);
    AtomicInteger runs = new AtomicInteger();
    MessageHandler handler = MessageHandler.of(delivery -> runs.incrementAndGet());
    Probe probe =
        client.subscribe(
            "g",
            topic,
            handler
                .with(decorators().idempotency(store, LEASE))
                .with(decorators().retry(2, Duration.ofMillis(20))));
    Message message = message();

    client.send(topic, message);
    client.awaitEvent(MqEvent.Type.POSTPONED, 3);
    assertEquals(0, runs.get(), "nothing runs on the word of a store that is away");
    out.set(false);
    probe.awaitSettled(message);

    assertEquals(1, runs.get());
    for (Delivery delivery : probe.deliveries(message)) {
      assertEquals(1, delivery.attempt(), "no attempt is spent");
    }
  }

  @CoreRule
  @Tag("ID5")
  public final void id5_a_takeover_of_the_lease_fences_the_stale_owner() throws Exception {
    IdempotencyStore store = decorators().store();
    IdempotencyStore.Key key = new IdempotencyStore.Key("g", "t", message().id(), 0);
    Duration brief = Duration.ofMillis(30);

    long stale = claimed(store.claim(key, brief));
    assertInstanceOf(IdempotencyStore.Busy.class, store.claim(key, brief), "under a live lease");
    await(
        "the takeover",
        () -> {
          try {
            return store.claim(key, LEASE) instanceof IdempotencyStore.Claimed taken
                && taken.token() > stale;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });

    assertFalse(store.complete(key, stale, LEASE), "the stale owner's mark loses");
    store.release(key, stale);
    assertInstanceOf(
        IdempotencyStore.Busy.class, store.claim(key, LEASE), "and can't release the new claim");
  }

  @CoreRule
  @Tag("ID6")
  public final void id6_a_redrive_is_not_swallowed() {
    String topic = topic();
    String dead = topic("dead");
    Client client = client();
    AtomicInteger runs = new AtomicInteger();
    AtomicBoolean mended = new AtomicBoolean();
    MessageHandler handler =
        MessageHandler.of(
            delivery -> {
              runs.incrementAndGet();
              if (!mended.get()) {
                throw new IllegalStateException("on purpose");
              }
            });
    IdempotencyStore store = decorators().store();
    Probe probe =
        client.subscribe(
            "g",
            topic,
            handler
                .with(decorators().idempotency(store, LEASE))
                .with(decorators().deadLetter(dead)));
    Message poison = message();
    expect().duplicates();
    client.send(topic, poison);
    client.awaitEvent(MqEvent.Type.FORWARDED, 1);

    mended.set(true);
    client.send(topic, poison);
    probe.awaitCount(2).fence();
    client.subscribe("redrive", dead, decorators().redrive());
    Delivery again = probe.awaitAttempt(poison, 3);
    probe.fence();

    assertEquals(1, again.generation());
    assertEquals(3, runs.get(), "though its id has been marked as done meanwhile");
    assertEquals(List.of(), client.events(MqEvent.Type.DUPLICATE));
  }

  private static long claimed(IdempotencyStore.Claim claim) {
    return assertInstanceOf(IdempotencyStore.Claimed.class, claim).token();
  }

  /** A store that can't be reached now and then. */
  private record FailingStore(IdempotencyStore store, AtomicBoolean out)
      implements IdempotencyStore {
    @Override
    public Claim claim(Key key, Duration lease) throws Exception {
      failIfOut();
      return store.claim(key, lease);
    }

    @Override
    public boolean complete(Key key, long token, Duration retention) throws Exception {
      failIfOut();
      return store.complete(key, token, retention);
    }

    @Override
    public void release(Key key, long token) throws Exception {
      failIfOut();
      store.release(key, token);
    }

    private void failIfOut() {
      if (out.get()) {
        throw new IllegalStateException("the store is away");
      }
    }
  }
}
