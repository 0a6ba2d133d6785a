package io.mq4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mq4j.Feature;
import io.mq4j.Message;
import io.mq4j.MqException.Kind;
import io.mq4j.Ordering;
import io.mq4j.Receipt;
import io.mq4j.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;

/** FT: nothing that was confirmed is lost when things break, and all comes back by itself. */
abstract class FaultRules extends LifecycleRules {
  @FaultRule
  @Tag("FT1")
  public final void ft1_a_graceful_restart_loses_nothing() {
    FaultInjector faults = faults(FaultKind.RESTART);
    surviving(
        () -> {
          faults.stop();
          faults.heal();
        });
  }

  @FaultRule
  @Tag("FT2")
  public final void ft2_a_kill_in_the_middle_of_the_stream_loses_nothing() {
    FaultInjector faults = faults(FaultKind.KILL);
    surviving(
        () -> {
          faults.kill();
          faults.heal();
        });
  }

  @FaultRule
  @Tag("FT3")
  public final void ft3_reset_connections_come_back() {
    surviving(faults(FaultKind.RESET)::resetConnections);
  }

  @FaultRule
  @Tag("FT4")
  public final void ft4_a_blackhole_only_delays() {
    FaultInjector faults = faults(FaultKind.BLACKHOLE);
    surviving(
        () -> {
          faults.blackhole();
          stays("the blackhole", Duration.ofMillis(300), () -> true);
          faults.heal();
        });
  }

  @FaultRule
  @Tag("FT5")
  public final void ft5_latency_and_single_bytes_only_delay() {
    FaultInjector faults = faults(FaultKind.LATENCY, FaultKind.DRIBBLE);
    surviving(
        () -> {
          faults.latency(scaled(Duration.ofMillis(50)));
          stays("the latency", Duration.ofMillis(300), () -> true);
          faults.heal();
          faults.dribble();
          stays("the dribble", Duration.ofMillis(300), () -> true);
          faults.heal();
        });
  }

  @FaultRule
  @Tag("FT6")
  public final void ft6_a_frozen_broker_only_delays() {
    FaultInjector faults = faults(FaultKind.FREEZE);
    surviving(
        () -> {
          faults.freeze();
          stays("the frost", Duration.ofMillis(300), () -> true);
          faults.heal();
        });
  }

  @FaultRule
  @Tag("FT7")
  public final void ft7_a_lost_confirmation_is_made_good() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.LOSE_CONFIRM);
    Client client = client();
    Probe probe = client.subscribe("g", topic);
    List<Message> sent = messages(20);
    expect().duplicates();

    client.send(topic, sent.subList(0, 10));
    faults.loseNextConfirm();
    client.send(topic, sent.subList(10, 20));

    probe.awaitSettled(sent);
  }

  @FaultRule
  @Tag("FT8")
  public final void ft8_what_a_killed_consumer_held_goes_to_another() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.KILL_CLIENT);
    CountDownLatch killed = new CountDownLatch(1);
    Client doomed = client();
    Probe holding =
        doomed
            .consumer("g")
            .concurrency(4)
            .action(delivery -> await("the kill", killed))
            .subscribe(topic);
    List<Message> sent = messages(30);
    client().send(topic, sent);
    holding.awaitRunning(4);

    faults.killClient(doomed.broker());
    Probe heir = client().subscribe("g", topic);

    heir.awaitSettled(sent);
    killed.countDown();
  }

  @FaultRule
  @Tag("FT9")
  public final void ft9_a_storm_of_rebalances_loses_nothing() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.KILL_CLIENT);
    Ordering ordering = supported(Feature.ORDER_BY_KEY) ? Ordering.KEY : Ordering.NONE;
    Client steady = client();
    Probe probe = steady.consumer("g").ordering(ordering).subscribe(topic);
    List<Message> sent = new ArrayList<>();
    for (int round = 0; round < 6; round++) {
      Client guest = client();
      guest.consumer("g").ordering(ordering).begin(topic);
      for (int key = 0; key < 10; key++) {
        sent.addAll(messages(3, "key-" + key));
      }
      steady.send(topic, sent.subList(round * 30, round * 30 + 30));
      if (round % 2 == 0) {
        guest.close();
      } else {
        faults.killClient(guest.broker());
      }
    }

    probe.fence();
    assertEquals(180, sent.size());
  }

  @FaultRule
  @Tag("FT10")
  public final void ft10_a_long_outage_ends_in_a_catch_up() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.KILL);
    allow(Duration.ofSeconds(30));
    Client client = client();
    Probe probe = client.subscribe("g", topic);
    List<Message> sent = messages(40);
    client.send(topic, sent.subList(0, 20));

    faults.kill();
    Duration brief = scaled(Duration.ofMillis(200));
    assertFails(Kind.TIMEOUT, client.producer(brief).send(topic, message()));
    await(
        "the outage to be told",
        () -> probe.subscription().state() == Subscription.State.RECONNECTING);
    assertTrue(!client.broker().health().healthy(), "an outage is not healthy");
    stays("the outage", Duration.ofSeconds(3), () -> !client.broker().health().healthy());
    faults.heal();

    client.send(topic, sent.subList(20, 40));
    probe.awaitSettled(sent);
    await("health", () -> client.broker().health().healthy());
  }

  @FaultRule
  @Tag("FT11")
  public final void ft11_a_deleted_topic_is_no_end() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.DELETE_TOPIC);
    Client client = client();
    Probe probe = client.subscribe("g", topic);
    Message before = message();
    client.send(topic, before);
    probe.awaitSettled(before);
    expect().lost(topic);

    faults.deleteTopic(topic);

    List<Future<Receipt>> tries = new ArrayList<>();
    await(
        "messages to come again",
        () -> {
          if (tries.stream().allMatch(Future::isDone)) {
            tries.add(client.sendAsync(topic, message()));
          }
          return probe.ids().stream().anyMatch(id -> !id.equals(before.id()));
        });
    assertNotEquals(Subscription.State.FAILED, probe.subscription().state());
  }

  @FaultRule
  @Tag("FT12")
  public final void ft12_an_alarm_holds_sends_back_and_loses_nothing() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.ALARM);
    Client client = client();
    Probe probe = client.subscribe("g", topic);
    Message before = message();
    client.send(topic, before);
    probe.awaitSettled(before);

    faults.alarm();
    Duration brief = scaled(Duration.ofMillis(300));
    Message refused = message();
    failure(client.producer(brief).send(topic, refused));
    faults.heal();

    Message after = message();
    client.send(topic, after);
    probe.awaitSettled(after);
  }

  @FaultRule
  @Tag("FT13")
  public final void ft13_a_flapping_connection_loses_nothing() {
    FaultInjector faults = faults(FaultKind.RESET);
    surviving(
        () -> {
          for (int i = 0; i < 8; i++) {
            faults.resetConnections();
            stays("the connection", Duration.ofMillis(40), () -> true);
          }
        });
  }

  /** Sends without pause while something breaks; two groups have to meet everything. */
  private void surviving(Runnable fault) {
    String topic = topic();
    allow(Duration.ofSeconds(30));
    Client sender = client();
    Ordering ordering = supported(Feature.ORDER_BY_KEY) ? Ordering.KEY : Ordering.NONE;
    Probe one = client().consumer("one").ordering(ordering).subscribe(topic);
    Probe two =
        client()
            .consumer("two")
            .concurrency(4)
            .action(
                delivery -> {
                  if (delivery.attempt() == 1 && delivery.message().id().hashCode() % 16 == 0) {
                    throw new IllegalStateException("on purpose");
                  }
                })
            .subscribe(topic);
    CountDownLatch broken = new CountDownLatch(1);
    List<Message> sent = new ArrayList<>();
    expect().duplicates();
    Future<Void> sending =
        inThread(
            "sender",
            () -> {
              int after = 20;
              for (int n = 0; n < 200 || after > 0; n++) {
                after -= broken.getCount() > 0 ? 0 : 1;
                Message message = keyed("key-" + n % 7);
                sender.send(topic, message);
                sent.add(message);
              }
              return (Void) null;
            });
    one.awaitCount(20);

    try {
      fault.run();
    } finally {
      broken.countDown();
    }

    await("the sender", sending);
    one.awaitSettled(sent);
    two.awaitSettled(sent);
  }
}
