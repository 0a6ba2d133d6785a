package io.mq4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mq4j.Feature;
import io.mq4j.Message;
import io.mq4j.MqEvent;
import io.mq4j.MqException.Kind;
import io.mq4j.StartPosition;
import io.mq4j.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;

/** SB: a group gets what it subscribed to, from where it said, and nothing else. */
abstract class SubscribeRules extends PublishRules {
  @CoreRule
  @Tag("SB1")
  public final void sb1_topics_isolated() {
    String apples = topic("apples");
    String pears = topic("pears");
    Client client = client();
    Probe onlyApples = client.subscribe("g", apples);
    Probe onlyPears = client.subscribe("h", pears);
    Probe both = client.subscribe("i", apples, pears);
    List<Message> red = messages(20);
    List<Message> green = messages(20);

    client.send(apples, red);
    client.send(pears, green);

    onlyApples.await(red).assertExactly(red);
    onlyPears.await(green).assertExactly(green);
    List<Message> all = new ArrayList<>(red);
    all.addAll(green);
    both.await(all).assertExactly(all);
  }

  @CoreRule
  @Tag("SB2")
  public final void sb2_before_or_after_publish() {
    String topic = topic();
    Client client = client();
    List<Message> present = messages(10);
    List<Message> away = messages(10);
    List<Message> back = messages(10);

    Probe first = client.subscribe("g", topic);
    client.send(topic, present);
    first.await(present).close();
    client.send(topic, away);
    Probe second = client().consumer("g").start(StartPosition.LATEST).subscribe(topic);
    client.send(topic, back);

    List<Message> owed = new ArrayList<>(away);
    owed.addAll(back);
    second.await(owed).assertExactly(owed);
  }

  @CoreRule
  @Tag("SB3")
  public final void sb3_history_for_a_new_group() {
    String topic = topic();
    Client client = client();
    client.subscribe("g", topic);
    List<Message> old = messages(20);
    client.send(topic, old);
    if (supported(Feature.START_AT_TIME)) {
      startsAtATime(client, topic);
    } else {
      Consuming timed = client.consumer("since").start(StartPosition.at(Instant.now()));
      assertFails(Kind.UNSUPPORTED, () -> timed.subscribe(topic));
    }

    Probe late = client.consumer("late").start(StartPosition.LATEST).subscribe(topic);
    Probe early = client.subscribe("early", topic);
    int before = supported(Feature.HISTORY) ? early.await(old).fence().count() : 0;
    List<Message> young = messages(20);
    client.send(topic, young);

    late.await(young).assertExactly(young);
    early.await(young).fence();
    assertEquals(before + young.size(), early.count(), "history, as declared");
  }

  private void startsAtATime(Client client, String topic) {
    long earlier = System.currentTimeMillis();
    await("the clock to go on", () -> System.currentTimeMillis() > earlier + 1);
    Instant now = Instant.now();
    List<Message> young = messages(5);
    client.send(topic, young);
    Probe since = client.consumer("since").start(StartPosition.at(now)).subscribe(topic);
    since.await(young).assertExactly(young);
  }

  @CoreRule
  @Tag("SB4")
  public final void sb4_subscribe_twice_or_after_close() {
    String topic = topic();
    Client client = client();
    Probe one = client.subscribe("g", topic);
    Probe two = client.subscribe("g", topic);
    List<Message> shared = messages(40);
    client.send(topic, shared);
    await("both to get all", () -> one.count() + two.count() >= shared.size());
    one.fence();
    assertEquals(shared.size(), one.count() + two.count(), "each once, to either");

    one.close();
    two.close();
    List<Message> later = messages(5);
    client.send(topic, later);
    client.subscribe("g", topic).await(later).assertExactly(later);

    assertFails(Kind.CONFIGURATION, () -> client.subscribe("h", topic, topic));
    client.close();
    assertFails(Kind.CLOSED, () -> client.subscribe("g", topic));
  }

  @CoreRule
  @Tag("SB5")
  public final void sb5_unsubscribe_is_silent() {
    String topic = topic();
    Client leaver = client();
    Client stayer = client();
    List<Message> early = messages(200);
    List<Message> late = messages(50);

    Probe leaves = leaver.consumer("g").concurrency(4).subscribe(topic);
    stayer.send(topic, early);
    leaves.awaitCount(20).close();
    int met = leaves.count();
    stayer.send(topic, late);
    Probe stays = stayer.subscribe("g", topic);
    stays.await(late).awaitCount(early.size() + late.size() - met).fence();

    assertEquals(met, leaves.count(), "nothing comes after close");
    assertEquals(early.size() + late.size() - met, stays.count(), "the others get the rest");
    assertEquals(List.of(), leaver.events(MqEvent.Type.DISCONNECTED));
    assertEquals(List.of(), leaver.events(MqEvent.Type.HANDLER_INTERRUPTED));
  }

  @CoreRule
  @Tag("SB6")
  public final void sb6_ready_means_no_lost_first_message() {
    Client client = client();
    for (int i = 0; i < 5; i++) {
      String topic = topic();
      Probe probe = client.consumer("g").start(StartPosition.LATEST).begin(topic).ready();
      Message first = message();
      client.send(topic, first);
      probe.await(first).assertExactly(List.of(first));
    }
  }

  @CoreRule
  @Tag("SB7")
  public final void sb7_idle_then_delivers() {
    String topic = topic();
    Client client = client();
    Probe probe = client.subscribe("g", topic);
    Message before = message();
    client.send(topic, before);
    probe.await(before);

    probe.staysQuiet(Duration.ofMillis(1200));
    assertEquals(Subscription.State.RUNNING, probe.subscription().state());
    Message after = message();
    client.send(topic, after);

    probe.await(after).assertExactly(List.of(before, after));
  }

  @CoreRule
  @Tag("SB8")
  public final void sb8_names_match_exactly() {
    String topic = topic("name");
    Client client = client();
    Probe probe = client.subscribe("g", topic);

    for (String sibling : List.of(topic + "x", topic.toUpperCase(Locale.ROOT))) {
      Message other = message();
      if (run().harness().missingTopic() == BrokerHarness.MissingTopic.REFUSED) {
        assertFails(Kind.NO_SUCH_TOPIC, client.sendAsync(sibling, other));
      } else {
        Probe siblings = client.subscribe("g", sibling);
        client.send(sibling, other);
        siblings.await(other).assertExactly(List.of(other));
      }
    }
    Message own = message();
    client.send(topic, own);

    probe.await(own).assertExactly(List.of(own));
  }
}
