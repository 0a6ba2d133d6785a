package io.mq4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mq4j.Feature;
import io.mq4j.Message;
import io.mq4j.Ordering;
import io.mq4j.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;

/**
 * OR: what a subscription asked to have in order is handled one by one, in the order of sending.
 */
abstract class OrderRules extends RedeliveryRules {
  @CoreRule
  @Tag("OR1")
  public final void or1_per_producer_and_topic() throws Exception {
    String topic = topic();
    Client client = client();
    if (!supported(Feature.ORDER_BY_TOPIC)) {
      Consuming asks = client.consumer("g").ordering(Ordering.TOPIC);
      assertRefused(Feature.ORDER_BY_TOPIC, () -> asks.subscribe(topic));
      return;
    }
    Probe probe = client.consumer("g").ordering(Ordering.TOPIC).concurrency(8).subscribe(topic);
    List<Message> one = messages(100);
    List<Message> two = messages(100);

    Client other = client();
    together(List.of(sending(client, topic, one), sending(other, topic, two)));

    probe.await(one).await(two).fence();
    assertEquals(ids(one), probe.ids().stream().filter(ids(one)::contains).toList());
    assertEquals(ids(two), probe.ids().stream().filter(ids(two)::contains).toList());
    assertEquals(1, probe.mostRunning(), "one at a time");
  }

  private static Callable<Void> sending(Client client, String topic, List<Message> messages) {
    return () -> {
      client.send(topic, messages);
      return null;
    };
  }

  private static List<String> ids(List<Message> messages) {
    return messages.stream().map(Message::id).toList();
  }

  @CoreRule
  @Tag("OR2")
  public final void or2_per_key_over_several_consumers() {
    String topic = topic();
    if (refusesKeys(topic)) {
      return;
    }
    List<Message> sent = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      sent.add(keyed("key-" + i % 20));
    }
    CountDownLatch others = new CountDownLatch(100);
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    Set<String> running = ConcurrentHashMap.newKeySet();
    Queue<String> overlaps = new ConcurrentLinkedQueue<>();
    List<Probe> members = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      members.add(
          client()
              .consumer("g")
              .ordering(Ordering.KEY)
              .concurrency(4)
              .maxInFlight(20)
              .action(
                  delivery -> {
                    String key = String.valueOf(delivery.message().key());
                    if (!running.add(key)) {
                      overlaps.add(key);
                    }
                    if (delivery.message().id().equals(sent.get(0).id())) {
                      await("the others, to tempt its key", others);
                    }
                    handled.add(delivery.message().id());
                    running.remove(key);
                    others.countDown();
                  })
              .subscribe(topic));
    }
    client().send(topic, sent);

    await("all to be handled", () -> handled.size() >= sent.size());
    members.get(0).fence();
    assertEquals(List.of(), List.copyOf(overlaps), "keys of which two were handled at once");
    assertInOrderByKey(sent, List.copyOf(handled));
  }

  private boolean refusesKeys(String topic) {
    if (supported(Feature.ORDER_BY_KEY)) {
      return false;
    }
    Consuming asks = client().consumer("g").ordering(Ordering.KEY);
    assertRefused(Feature.ORDER_BY_KEY, () -> asks.subscribe(topic));
    return true;
  }

  /** Asserts that all were met, each once, those of a key in the order of sending. */
  private static void assertInOrderByKey(List<Message> sent, List<String> met) {
    assertEquals(sent.size(), met.size(), "each once");
    sent.stream()
        .collect(Collectors.groupingBy(each -> String.valueOf(each.key())))
        .forEach(
            (key, messages) -> {
              Set<String> ids = Set.copyOf(ids(messages));
              assertEquals(ids(messages), met.stream().filter(ids::contains).toList(), key);
            });
  }

  @CoreRule
  @Tag("OR3")
  public final void or3_per_key_under_retry() {
    String topic = topic();
    if (refusesKeys(topic)) {
      return;
    }
    Client client = client();
    List<Message> sent = messages(4, "k");
    Probe probe =
        client
            .consumer("g")
            .ordering(Ordering.KEY)
            .handler(
                delivery ->
                    delivery.attempt() < 3 && !delivery.message().id().equals(sent.get(3).id())
                        ? Outcome.retryAfter(Duration.ofMillis(20), new IOException("not yet"))
                        : Outcome.done())
            .subscribe(topic);
    client.send(topic, sent);

    probe.awaitSettled(sent).fence();
    List<String> expected = new ArrayList<>();
    ids(sent).subList(0, 3).forEach(id -> expected.addAll(List.of(id, id, id)));
    expected.add(sent.get(3).id());
    assertEquals(expected, probe.ids(), "the later ones wait for the retries of the first");
  }

  @FaultRule
  @Tag("OR4")
  public final void or4_across_reconnect_and_rebalance() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.RESET);
    if (refusesKeys(topic)) {
      return;
    }
    Client sender = client();
    Probe first = keyed(client(), topic);
    List<Message> sent = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      sent.add(keyed("key-" + i % 10));
    }

    sender.send(topic, sent.subList(0, 100));
    first.awaitCount(50);
    Probe second = keyed(client(), topic);
    sender.send(topic, sent.subList(100, 200));
    await("some of the second part", () -> first.count() + second.count() >= 150);
    faults.resetConnections();
    sender.send(topic, sent.subList(200, 300));
    first.close();
    sender.send(topic, sent.subList(300, 400));

    await("the end", () -> second.deliveries(sent.get(399)).size() > 0);
    second.fence();
  }

  private static Probe keyed(Client client, String topic) {
    return client
        .consumer("g")
        .ordering(Ordering.KEY)
        .concurrency(4)
        .maxInFlight(40)
        .subscribe(topic);
  }

  @CoreRule
  @Tag("OR5")
  public final void or5_keys_independent() {
    String topic = topic();
    if (refusesKeys(topic)) {
      return;
    }
    Client client = client();
    CountDownLatch go = new CountDownLatch(1);
    Message held = keyed("held");
    Message behind = keyed("held");
    List<Message> others = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      others.add(keyed("key-" + i % 20));
    }
    Probe probe =
        client
            .consumer("g")
            .ordering(Ordering.KEY)
            .concurrency(2)
            .action(
                delivery -> {
                  if (delivery.message().id().equals(held.id())) {
                    go.await();
                  }
                })
            .subscribe(topic);

    client.send(topic, held);
    probe.await(held);
    client.send(topic, behind);
    client.send(topic, others);

    probe.awaitSettled(others);
    assertEquals(List.of(), probe.deliveries(behind), "the held key waits");
    go.countDown();
    probe.awaitSettled(held, behind);
  }

  @CoreRule
  @Tag("OR6")
  public final void or6_after_close_and_reopen() {
    String topic = topic();
    if (refusesKeys(topic)) {
      return;
    }
    Client client = client();
    List<Message> sent = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sent.add(keyed("key-" + i % 5));
    }
    Probe before = keyed(client(), topic);
    client.send(topic, sent);
    before.awaitCount(30).close();
    Probe after = keyed(client(), topic);

    await("the rest", () -> before.count() + after.count() >= sent.size());
    after.fence();
    List<String> met = new ArrayList<>(before.ids());
    met.addAll(after.ids());
    assertInOrderByKey(sent, met);
  }
}
