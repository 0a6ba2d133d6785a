package io.mq4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.mq4j.Delivery;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.MqEvent;
import io.mq4j.ReservedHeaders;
import io.mq4j.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;

/**
 * DQ: what failed for good reaches the dead-letter topic whole, and comes back when it is told to.
 */
abstract class DeadLetterRules extends DelayRules {
  private static final Duration PAUSE = Duration.ofMillis(20);

  @CoreRule
  @Tag("DQ1")
  public final void dq1_dead_after_exactly_n_attempts() {
    String topic = topic();
    String dead = topic("dead");
    Client client = client();
    Probe probe = client.subscribe("g", topic, failing(3, dead));
    Probe morgue = client.subscribe("morgue", dead);
    List<Message> poison = messages(5);

    client.send(topic, poison);
    morgue.awaitCount(poison.size()).fence();

    assertEquals(poison.size(), morgue.count(), "each is dead once");
    for (Message each : poison) {
      List<Integer> attempts =
          probe.fence().deliveries(each).stream().map(Delivery::attempt).toList();
      assertEquals(List.of(1, 2, 3), attempts);
    }
    expect().deadLettered(poison.toArray(Message[]::new));
  }

  @CoreRule
  @Tag("DQ2")
  public final void dq2_a_dead_letter_tells_all_about_its_origin() {
    String topic = topic();
    String dead = topic("dead");
    Client client = client();
    client.subscribe("g", topic, failing(2, dead));
    Probe morgue = client.subscribe("morgue", dead);
    byte[] body = new byte[3000];
    random().nextBytes(body);
    Message poison =
        Message.of(body)
            .key("k")
            .contentType("x/y")
            .timestamp(Instant.ofEpochMilli(1_234_567_890_123L))
            .header("Käse", "🧀")
            .header("empty", "");

    client.send(topic, poison);
    Message letter = morgue.awaitCount(1).deliveries().get(0).message();

    assertArrayEquals(body, letter.body());
    assertEquals("k", letter.key());
    assertEquals("x/y", letter.contentType());
    assertEquals(poison.timestamp(), letter.timestamp());
    assertEquals(
        poison.headers(), letter.headers().withoutAll(ReservedHeaders::isReserved), "own headers");
    assertNotEquals(poison.id(), letter.id(), "a hop has an id of its own");
    assertEquals(topic, letter.header(ReservedHeaders.DEAD_TOPIC));
    assertEquals("g", letter.header(ReservedHeaders.DEAD_GROUP));
    assertEquals(poison.id(), letter.header(ReservedHeaders.DEAD_ID));
    assertEquals("2", letter.header(ReservedHeaders.DEAD_ATTEMPTS));
    assertEquals(
        IllegalStateException.class.getName(), letter.header(ReservedHeaders.DEAD_EXCEPTION));
    assertEquals("on purpose", letter.header(ReservedHeaders.DEAD_MESSAGE));
    assertFalse(letter.headers().contains(ReservedHeaders.DEAD_STACK_TRACE));
    Instant first = instant(letter, ReservedHeaders.DEAD_FIRST_FAILURE);
    Instant last = instant(letter, ReservedHeaders.DEAD_LAST_FAILURE);
    assertFalse(last.isBefore(first), () -> "last failure " + last + " before the first " + first);
  }

  @FaultRule
  @Tag("DQ3")
  public final void dq3_a_failed_hop_leaves_the_source_and_stalls() {
    String topic = topic();
    String dead = topic("dead");
    FaultInjector faults = faults(FaultKind.REFUSE_SENDS);
    Client client = client();
    AtomicBoolean broken = new AtomicBoolean(true);
    MessageHandler handler =
        delivery -> {
          if (broken.get()) {
            faults.refuseSends(1);
            broken.set(false);
          }
          throw new IllegalStateException("on purpose");
        };
    Probe probe = client.subscribe("g", topic, handler.with(decorators().deadLetter(dead)));
    Probe morgue = client.subscribe("morgue", dead);
    Message poison = message();

    client.send(topic, poison);
    client.awaitEvent(MqEvent.Type.FORWARD_FAILED, 1);
    await(
        "the stall to be told",
        () ->
            client.events(MqEvent.Type.STATE_CHANGED).stream()
                .anyMatch(each -> each.detail().contains("STALLED")));
    morgue.awaitCount(1);
    await(
        "the subscription to recover",
        () -> probe.subscription().state() == Subscription.State.RUNNING);

    expect().deadLettered(poison);
    Message after = message();
    client.send(topic, after);
    morgue.awaitCount(2);
  }

  @CoreRule
  @Tag("DQ4")
  public final void dq4_redrive_goes_to_the_one_group_that_failed() {
    String topic = topic();
    String dead = topic("dead");
    Client client = client();
    AtomicBoolean mended = new AtomicBoolean();
    MessageHandler handler =
        MessageHandler.of(
            delivery -> {
              if (!mended.get()) {
                throw new IllegalStateException("on purpose");
              }
            });
    Probe failed =
        client.subscribe(
            "failed",
            topic,
            handler.with(decorators().retry(2, PAUSE)).with(decorators().deadLetter(dead)));
    Probe well = client.subscribe("well", topic);
    Message message = message().header("own", "kept");
    client.send(topic, message);
    client.awaitEvent(MqEvent.Type.FORWARDED, 1);

    mended.set(true);
    client.subscribe("redrive", dead, decorators().redrive());
    Delivery again = failed.awaitAttempt(message, 3);

    assertEquals(1, again.attempt(), "attempts begin anew");
    assertEquals(1, again.generation());
    assertEquals("kept", again.message().header("own"));
    assertFalse(again.message().headers().contains(ReservedHeaders.DEAD_TOPIC));
    well.fence();
    assertEquals(1, well.deliveries(message).size(), "the other group met it once");
  }

  @CoreRule
  @Tag("DQ5")
  public final void dq5_an_undecodable_message_goes_there_raw_and_at_once() {
    String topic = topic();
    String dead = topic("dead");
    Client client = client();
    MessageHandler handler =
        MessageHandler.json(Number.class, (number, delivery) -> {})
            .with(decorators().retry(5, PAUSE))
            .with(decorators().deadLetter(dead));
    Probe probe = client.subscribe("g", topic, handler);
    Probe morgue = client.subscribe("morgue", dead);
    byte[] body = {'{', (byte) 0xff, 0, '"'};
    Message poison = Message.of(body).contentType("application/json");

    client.send(topic, poison);
    Message letter = morgue.awaitCount(1).deliveries().get(0).message();

    assertArrayEquals(body, letter.body());
    assertEquals(1, probe.deliveries(poison).size(), "no retry makes it readable");
    expect().deadLettered(poison);
  }

  /** A handler that always fails, this often, and then goes to a dead-letter topic. */
  private MessageHandler failing(int attempts, String dead) {
    MessageHandler handler =
        delivery -> {
          throw new IllegalStateException("on purpose");
        };
    return handler.with(decorators().retry(attempts, PAUSE)).with(decorators().deadLetter(dead));
  }

  private static Instant instant(Message letter, String header) {
    String text = letter.header(header);
    assertNotNull(text, header);
    return Instant.parse(text);
  }
}
