package io.mq4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mq4j.Feature;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.MqException.Kind;
import io.mq4j.Ordering;
import io.mq4j.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;

/** GR: each group gets everything, and within a group each message has one owner. */
abstract class GroupRules extends OrderRules {
  @CoreRule
  @Tag("GR1")
  public final void gr1_each_group_gets_all() {
    String topic = topic();
    Client client = client();
    Probe one = client.subscribe("one", topic);
    Probe two = client.subscribe("two", topic);
    Probe three = client().subscribe("three", topic);
    List<Message> sent = messages(50);

    client.send(topic, sent);

    one.await(sent).assertExactly(sent);
    two.await(sent).assertExactly(sent);
    three.await(sent).assertExactly(sent);
  }

  @CoreRule
  @Tag("GR2")
  public final void gr2_one_owner_within_a_group() {
    String topic = topic();
    Probe one = client().subscribe("g", topic);
    Probe two = client().subscribe("g", topic);
    Probe three = client().subscribe("g", topic);
    List<Message> sent = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      sent.add(keyed("key-" + i));
    }

    client().send(topic, sent);
    one.fence();

    List<String> all = new ArrayList<>(one.ids());
    all.addAll(two.ids());
    all.addAll(three.ids());
    assertEquals(sent.size(), all.size(), "deliveries in the group");
    assertEquals(ids(sent), new HashSet<>(all));
  }

  @CoreRule
  @Tag("GR3")
  public final void gr3_members_join_and_leave_under_load() {
    String topic = topic();
    Ordering ordering = supported(Feature.ORDER_BY_KEY) ? Ordering.KEY : Ordering.NONE;
    Client client = client();
    Probe steady = client.consumer("g").ordering(ordering).subscribe(topic);
    List<Probe> members = new ArrayList<>(List.of(steady));
    List<Message> sent = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      Client guest = client();
      Probe joined = guest.consumer("g").ordering(ordering).subscribe(topic);
      members.add(joined);
      List<Message> part = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        part.add(keyed("key-" + i % 10));
      }
      client.send(topic, part);
      sent.addAll(part);
      joined.close();
    }
    steady.fence();

    Set<String> all = new HashSet<>();
    members.forEach(member -> all.addAll(member.ids()));
    assertEquals(ids(sent), all);
  }

  @FaultRule
  @Tag("GR4")
  public final void gr4_a_handler_slower_than_the_lease_keeps_its_message() {
    String topic = topic();
    Duration lease = run().harness().lease().orElseThrow(() -> unverified("no short lease"));
    Duration slow = lease.multipliedBy(2).plusMillis(200);
    allow(slow.multipliedBy(2));
    Client client = client();
    CountDownLatch over = new CountDownLatch(1);
    Probe probe = client.consumer("g").action(delivery -> await("the end", over)).subscribe(topic);
    Probe other = client().subscribe("g", topic, delivery -> Outcome.done());
    other.subscription().pause();
    Message message = message();

    client.send(topic, message);
    probe.awaitRunning(1);
    other.subscription().resume();
    stays("one owner", slow, () -> other.deliveries(message).isEmpty() && probe.count() == 1);
    over.countDown();

    probe.awaitSettled(message);
    assertEquals(1, probe.fence().deliveries(message).size());
    assertTrue(other.deliveries(message).isEmpty(), "nobody else met it");
  }

  @CoreRule
  @Tag("GR5")
  public final void gr5_odd_group_names_work_or_are_refused_by_type() {
    String topic = topic();
    Client client = client();
    Message message = message();
    client.subscribe("plain", topic);
    client.send(topic, message);
    int worked = 0;
    for (String odd : List.of("a b", "a.b", "a/b", "a:b", "Ünicode-組", "a*#>", "x".repeat(200))) {
      try {
        Probe probe = client.subscribe(odd, topic);
        Message own = message();
        client.send(topic, own);
        probe.await(own);
        worked++;
      } catch (MqException e) {
        assertTrue(
            e.kind() == Kind.INVALID || e.kind() == Kind.CONFIGURATION,
            () -> "the group '" + odd + "' is refused by " + e);
      }
    }
    note(worked + " odd names work");
    assertFails(Kind.INVALID, () -> client.broker().consumer(""));
  }

  @CoreRule
  @Tag("GR6")
  public final void gr6_groups_do_not_affect_each_other() {
    String topic = topic();
    Client client = client();
    CountDownLatch release = new CountDownLatch(1);
    Probe stuck =
        client
            .consumer("stuck")
            .concurrency(2)
            .maxInFlight(4)
            .action(delivery -> await("the release", release))
            .subscribe(topic);
    Probe failing =
        client.subscribe(
            "failing",
            topic,
            delivery -> {
              if (delivery.attempt() < 3) {
                throw new IllegalStateException("on purpose");
              }
              return Outcome.done();
            });
    Probe well = client.subscribe("well", topic);
    List<Message> sent = messages(30);

    client.send(topic, sent);
    stuck.awaitRunning(2);
    well.await(sent).assertExactly(sent);
    failing.awaitSettled(sent);
    release.countDown();

    stuck.awaitSettled(sent);
  }

  private static Set<String> ids(List<Message> messages) {
    Set<String> ids = new HashSet<>();
    messages.forEach(each -> ids.add(each.id()));
    return ids;
  }
}
