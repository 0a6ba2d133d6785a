package io.mq4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mq4j.Broker;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.MqEvent;
import io.mq4j.MqException;
import io.mq4j.MqException.Kind;
import io.mq4j.MqListener;
import io.mq4j.Outcome;
import io.mq4j.Subscription;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;

/** SE: who is not trusted gets nothing, and nothing is told that is not everybody's business. */
abstract class SecurityRules extends IdempotencyRules {
  @FaultRule
  @Tag("SE1")
  public final void se1_a_bad_certificate_or_host_is_refused() {
    SecuritySetup setup = security();
    Broker untrusted = closing(have(setup.untrustedCertificate(quiet()), "an unknown CA"));
    Broker wrongHost = closing(have(setup.wrongHost(quiet()), "a certificate of another host"));

    for (Broker broker : List.of(untrusted, wrongHost)) {
      assertFails(Kind.UNAUTHORIZED, broker.producer().send("t", message()));
    }
  }

  @FaultRule
  @Tag("SE2")
  public final void se2_a_wrong_password_is_told_by_type_and_not_repeated_in_a_storm() {
    SecuritySetup setup = security();
    Queue<MqEvent> events = new ConcurrentLinkedQueue<>();
    Broker broker = closing(have(setup.wrongPassword(events::add), "a wrong password"));

    assertFails(Kind.UNAUTHORIZED, broker.producer().send("t", message()));
    Subscription subscription =
        broker.consumer("g").subscribe("t", MessageHandler.of(delivery -> {}));
    assertFails(Kind.UNAUTHORIZED, subscription.ready());

    assertEquals(Subscription.State.FAILED, subscription.state());
    stays("few events", Duration.ofSeconds(1), () -> events.size() <= 6);
    assertFalse(events.toString().contains(setup.secret()), "a password in an event");
  }

  @FaultRule
  @Tag("SE3")
  public final void se3_a_denied_topic_is_told_by_type() {
    SecuritySetup setup = security();
    Broker broker = closing(have(setup.restricted(quiet()), "a user with few rights"));

    MqException error =
        assertFails(Kind.UNAUTHORIZED, broker.producer().send(setup.deniedTopic(), message()));

    assertEquals(setup.deniedTopic(), error.topic());
  }

  @CoreRule
  @Tag("SE4")
  public final void se4_no_payload_shows_in_events_texts_or_exceptions() {
    String topic = topic();
    Client client = client();
    String secret = "t0p-secret-" + random().nextLong();
    Message message =
        Message.of(("{\"card\": \"" + secret + "\", !").getBytes(StandardCharsets.UTF_8))
            .header("token", secret)
            .contentType("application/json");
    StringWriter told = new StringWriter();
    AtomicReference<String> failure = new AtomicReference<>("");
    MessageHandler json = MessageHandler.json(Map.class, (map, delivery) -> {});
    Probe probe =
        client.subscribe(
            "g",
            topic,
            delivery -> {
              try {
                return json.handle(delivery);
              } catch (MqException e) {
                StringWriter text = new StringWriter();
                e.printStackTrace(new PrintWriter(text));
                failure.set(text + " " + delivery + delivery.message());
                return Outcome.done();
              }
            });

    told.append(client.send(topic, message).toString());
    probe.awaitSettled(message);
    String most = secret.repeat(1 + declared().maxBodyBytes() / secret.length());
    Message large = Message.of(most.getBytes(StandardCharsets.UTF_8));
    told.append(assertFails(Kind.TOO_LARGE, client.sendAsync(topic, large)).toString());
    told.append(failure.get()).append(message.toString()).append(message.headers().toString());
    client.events().forEach(event -> told.append(event.toString()));

    assertFalse(failure.get().isEmpty(), "the body was refused");
    assertFalse(told.toString().contains(secret), () -> "a payload shows in: " + told);
  }

  @CoreRule
  @Tag("SE5")
  public final void se5_a_hostile_body_or_header_is_data_and_nothing_else() {
    String topic = topic();
    Client client = client();
    AtomicReference<Object> read = new AtomicReference<>();
    Probe probe =
        client.subscribe(
            "g", topic, MessageHandler.json(Map.class, (map, delivery) -> read.set(map)));
    String type = "java.util.concurrent.atomic.AtomicReference";
    Message hostile =
        Message.of(("{\"@class\":\"" + type + "\"}").getBytes(StandardCharsets.UTF_8))
            .header("__TypeId__", type)
            .header("content-encoding", "java-object")
            .contentType("application/json");

    client.send(topic, hostile);
    probe.awaitSettled(hostile);

    assertEquals(Map.of("@class", type), read.get());
    assertEquals(
        hostile.headers(), probe.deliveries(hostile).get(0).message().headers(), "just headers");
  }

  private SecuritySetup security() {
    return run()
        .harness()
        .security()
        .orElseThrow(() -> unverified("the harness has no security setup"));
  }

  private Broker have(Optional<Broker> broker, String what) {
    return broker.orElseThrow(() -> unverified("the harness can't set up " + what));
  }

  private static MqListener quiet() {
    return event -> {};
  }
}
