package io.mq4j.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mq4j.Feature;
import io.mq4j.Message;
import io.mq4j.MqException.Kind;
import io.mq4j.SendOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;

/** DL: a delayed message is not early, not much late, and an expired one does not come. */
abstract class DelayRules extends BatchRules {
  private static final Duration DELAY = Duration.ofMillis(400);

  @CoreRule
  @Tag("DL1")
  public final void dl1_a_delayed_message_is_not_early() {
    String topic = topic();
    Client client = client();
    Message late = message();
    Message now = message();
    if (refusesDelay(client, topic)) {
      return;
    }
    AtomicLong arrived = new AtomicLong();
    Probe probe =
        client
            .consumer("g")
            .action(
                delivery -> {
                  if (delivery.message().id().equals(late.id())) {
                    arrived.set(System.nanoTime());
                  }
                })
            .subscribe(topic);

    long before = System.nanoTime();
    client.send(topic, late, SendOptions.NONE.delay(DELAY));
    client.send(topic, now);
    probe.awaitSettled(now, late);

    long waited = arrived.get() - before;
    assertTrue(waited >= DELAY.toNanos(), () -> "came after " + waited / 1_000_000 + " ms");
    Duration tooLong = declared().maxDelay().plusMillis(1);
    assertFails(
        Kind.INVALID, client.producer().send(topic, message(), SendOptions.NONE.delay(tooLong)));
  }

  @FaultRule
  @Tag("DL2")
  public final void dl2_a_delayed_message_is_not_much_late_and_survives_a_restart() {
    String topic = topic();
    Client client = client();
    if (refusesDelay(client, topic)) {
      return;
    }
    FaultInjector faults = faults(FaultKind.RESTART);
    Probe probe = client.subscribe("g", topic);
    Message late = message();
    Message later = message();
    long before = System.nanoTime();
    client.send(topic, late, SendOptions.NONE.delay(DELAY));
    client.send(topic, later, SendOptions.NONE.delay(DELAY.multipliedBy(2)));

    faults.stop();
    faults.heal();

    probe.await(late, later);
    Duration took = Duration.ofNanos(System.nanoTime() - before);
    Duration bound = DELAY.multipliedBy(2).plus(scaled(Duration.ofSeconds(2)));
    assertTrue(took.compareTo(bound) <= 0, () -> "both were there only after " + took);
  }

  @CoreRule
  @Tag("DL3")
  public final void dl3_an_expired_message_does_not_come() {
    String topic = topic();
    Client client = client();
    SendOptions brief = SendOptions.NONE.timeToLive(Duration.ofMillis(100));
    if (!supported(Feature.TIME_TO_LIVE)) {
      assertRefused(Feature.TIME_TO_LIVE, client.producer().send(topic, message(), brief));
      return;
    }
    Probe probe = client.subscribe("g", topic);
    Message lives = message();
    client.send(topic, lives, SendOptions.NONE.timeToLive(Duration.ofHours(1)));
    probe.await(lives);
    probe.close();
    Message expires = message();
    expect().undelivered(expires);
    client.send(topic, expires, brief);
    long expired = System.nanoTime() + Duration.ofMillis(150).toNanos();
    await("the message to expire", () -> System.nanoTime() - expired > 0);

    client.subscribe("g", topic).assertExactly(List.of());
  }

  private boolean refusesDelay(Client client, String topic) {
    if (supported(Feature.DELAY)) {
      return false;
    }
    SendOptions delayed = SendOptions.NONE.delay(DELAY);
    assertRefused(Feature.DELAY, client.producer().send(topic, message(), delayed));
    return true;
  }
}
