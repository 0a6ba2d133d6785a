package io.mq4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mq4j.Delivery;
import io.mq4j.Feature;
import io.mq4j.Headers;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.Ordering;
import io.mq4j.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;

/** RD: what was not settled comes again, unchanged, counted, and without a storm. */
abstract class RedeliveryRules extends AckRules {
  private static final Duration SOON = Duration.ofMillis(10);

  @CoreRule
  @Tag("RD1")
  public final void rd1_failed_is_redelivered() {
    String topic = topic();
    Client client = client();
    Message thrown = message().header("answer", "throw");
    Message retried = message().header("answer", "retry");
    Message postponed = message().header("answer", "postpone");
    Set<String> met = ConcurrentHashMap.newKeySet();
    Probe probe =
        client.subscribe(
            "g",
            topic,
            delivery ->
                met.add(delivery.message().id())
                    ? fails(String.valueOf(delivery.message().header("answer")))
                    : Outcome.done());

    client.send(topic, List.of(thrown, retried, postponed));

    assertEquals(2, probe.awaitAttempt(thrown, 2).attempt());
    assertEquals(2, probe.awaitAttempt(retried, 2).attempt());
    assertEquals(1, probe.awaitAttempt(postponed, 2).attempt(), "not tried, so not spent");
    probe.awaitSettled(thrown, retried, postponed);
  }

  private static Outcome fails(String how) throws IOException {
    return switch (how) {
      case "throw" -> throw new IOException("thrown");
      case "retry" -> Outcome.retryAfter(SOON, new IOException("told"));
      default -> Outcome.postpone(SOON, null);
    };
  }

  @CoreRule
  @Tag("RD2")
  public final void rd2_unsettled_at_close_comes_again_unspent() {
    String topic = topic();
    Client client = client();
    CountDownLatch never = new CountDownLatch(1);
    Probe leaves =
        client
            .consumer("g")
            .concurrency(3)
            .maxInFlight(10)
            .action(delivery -> never.await())
            .subscribe(topic);
    List<Message> sent = messages(20);
    client.send(topic, sent);
    leaves.awaitRunning(3);
    leaves.close(Duration.ZERO);

    Probe takesOver = client().subscribe("g", topic);
    takesOver.await(sent).assertExactly(sent);
    takesOver
        .deliveries()
        .forEach(each -> assertEquals(1, each.attempt(), "a close is no attempt"));
  }

  @FaultRule
  @Tag("RD3")
  public final void rd3_unsettled_at_process_kill_comes_again() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.KILL_CLIENT);
    Client victim = client();
    Client witness = client();
    CountDownLatch killed = new CountDownLatch(1);
    Probe dies =
        victim
            .consumer("g")
            .concurrency(3)
            .maxInFlight(10)
            .action(delivery -> killed.await())
            .subscribe(topic);
    List<Message> sent = messages(20);
    witness.send(topic, sent);
    dies.awaitRunning(3);
    List<String> held = dies.ids();

    faults.killClient(victim.broker());
    killed.countDown();

    Probe heir = witness.subscribe("g", topic);
    heir.await(sent).fence();
    assertTrue(heir.ids().containsAll(held), "the dead settled nothing");
  }

  @CoreRule
  @Tag("RD4")
  public final void rd4_attempts_are_counted() {
    Client client = client();
    for (Ordering ordering : orderings()) {
      String topic = topic();
      Probe probe = client.consumer("g").ordering(ordering).handler(succeedsAt(5)).subscribe(topic);
      Message message = keyed("k");
      client.send(topic, message);

      probe.awaitSettled(message).fence();
      List<Delivery> all = probe.deliveries(message);
      assertEquals(List.of(1, 2, 3, 4, 5), all.stream().map(Delivery::attempt).toList());
      assertNull(all.get(0).firstFailure(), "nothing has failed yet");
      assertEquals(
          1,
          all.stream().skip(1).map(Delivery::firstFailure).distinct().count(),
          "the first failure stays the first");
    }
  }

  private List<Ordering> orderings() {
    return supported(Feature.ORDER_BY_KEY)
        ? List.of(Ordering.NONE, Ordering.KEY)
        : List.of(Ordering.NONE);
  }

  /** For one message; counts by itself, whatever the delivery says. */
  private static MessageHandler succeedsAt(int attempt) {
    AtomicInteger runs = new AtomicInteger();
    return delivery ->
        runs.incrementAndGet() < attempt
            ? Outcome.retryAfter(SOON, new IOException("attempt " + runs))
            : Outcome.done();
  }

  @CoreRule
  @Tag("RD5")
  public final void rd5_count_survives_restart_as_declared() {
    for (Ordering ordering : orderings()) {
      String topic = topic();
      Client client = client();
      CountDownLatch never = new CountDownLatch(1);
      Probe leaves =
          client
              .consumer("g")
              .ordering(ordering)
              .handler(
                  delivery -> {
                    if (delivery.attempt() == 3) {
                      never.await();
                    }
                    return Outcome.retryAfter(SOON, new IOException("twice"));
                  })
              .subscribe(topic);
      Message message = keyed("k");
      client.send(topic, message);
      assertEquals(3, leaves.awaitAttempt(message, 3).attempt());
      leaves.close(Duration.ZERO);

      Probe next = client.consumer("g").ordering(ordering).subscribe(topic);
      int attempt = next.awaitAttempt(message, 1).attempt();
      boolean declared = supported(Feature.REDELIVERY_COUNT);
      assertTrue(
          declared ? attempt == 3 : attempt >= 1 && attempt <= 3,
          () -> "two attempts are spent, the third was broken off, and now it is " + attempt);
    }
  }

  @CoreRule
  @Tag("RD6")
  public final void rd6_identical_and_mutation_invisible() {
    String topic = topic();
    byte[] body = new byte[2000];
    random().nextBytes(body);
    Message sent =
        Message.of(body)
            .id(message().id())
            .key("k")
            .contentType("application/x-noise")
            .headers(Headers.of("a", "1").with("A", "").with("ümlaut", "☃"));
    Client client = client();
    Queue<byte[]> bodies = new ConcurrentLinkedQueue<>();
    MessageHandler thirdTimeLucky = succeedsAt(3);
    MessageHandler vandal =
        delivery -> {
          byte[] copy = delivery.message().body();
          bodies.add(copy.clone());
          Arrays.fill(copy, (byte) 0);
          return thirdTimeLucky.handle(delivery);
        };
    Probe probe = client.subscribe("g", topic, vandal);
    client.send(topic, sent);

    probe.awaitSettled(sent).fence();
    assertEquals(3, bodies.size());
    bodies.forEach(each -> assertArrayEquals(body, each));
    for (Delivery each : probe.deliveries()) {
      Message met = each.message();
      assertEquals("k", met.key());
      assertEquals("application/x-noise", met.contentType());
      assertEquals(sent.timestamp(), met.timestamp());
      sent.headers().forEach((name, value) -> assertEquals(value, met.header(name)));
    }
  }

  @CoreRule
  @Tag("RD7")
  public final void rd7_poison_does_not_block_neighbours() {
    String topic = topic();
    Client client = client();
    Message spins = message();
    Message waits = message();
    expect().undelivered(waits);
    Probe probe =
        client
            .consumer("g")
            .concurrency(1)
            .maxInFlight(10)
            .handler(
                delivery -> {
                  String id = delivery.message().id();
                  if (id.equals(waits.id())) {
                    return Outcome.retryAfter(Duration.ofSeconds(10), new IOException("later"));
                  }
                  return id.equals(spins.id())
                      ? Outcome.retryAfter(SOON, new IOException("poison"))
                      : Outcome.done();
                })
            .subscribe(topic);
    List<Message> neighbours = messages(100);

    client.send(topic, List.of(waits, spins));
    client.send(topic, neighbours);

    probe.awaitSettled(neighbours);
    assertTrue(probe.awaitAttempt(spins, 3).attempt() >= 3, "the poison is still being tried");
    assertEquals(1, probe.deliveries(waits).size(), "and its kin waits");
  }

  @CoreRule
  @Tag("RD8")
  public final void rd8_no_hot_loop() {
    String topic = topic();
    Client client = client();
    AtomicInteger failures = new AtomicInteger();
    List<Long> times = new CopyOnWriteArrayList<>();
    Probe probe =
        client
            .consumer("g")
            .concurrency(1)
            .handler(
                delivery -> {
                  times.add(System.nanoTime());
                  if (failures.getAndIncrement() < 3) {
                    throw new IOException("always");
                  }
                  return Outcome.done();
                })
            .subscribe(topic);
    Message message = message();
    client.send(topic, message);

    probe.awaitSettled(message);
    List<Long> pauses =
        IntStream.range(1, 4).mapToObj(i -> (times.get(i) - times.get(i - 1)) / 1_000_000).toList();
    for (int i = 0; i < 3; i++) {
      long least = 45L << i;
      assertTrue(pauses.get(i) >= least, () -> "pauses in ms, not growing from 50: " + pauses);
    }
  }

  @FaultRule
  @Tag("RD9")
  public final void rd9_duplicates_bounded() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.RESET);
    int window = 20;
    Client client = client();
    CountDownLatch broken = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    Probe probe =
        client
            .consumer("g")
            .concurrency(4)
            .maxInFlight(window)
            .action(
                delivery -> {
                  if (runs.incrementAndGet() > 150) {
                    broken.await();
                  }
                })
            .subscribe(topic);
    List<Message> sent = messages(300);
    client.send(topic, sent);
    probe.awaitRunning(4).awaitCount(154);

    faults.resetConnections();
    broken.countDown();

    probe.awaitSettled(sent).fence();
    int duplicates = probe.count() - new HashSet<>(probe.ids()).size();
    assertTrue(duplicates <= window, () -> duplicates + " duplicates, " + window + " in flight");
  }
}
