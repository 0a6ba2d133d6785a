package io.mq4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mq4j.Headers;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.MqException.Kind;
import io.mq4j.Outcome;
import io.mq4j.Producer;
import io.mq4j.Receipt;
import io.mq4j.StartPosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;

/** MD: what goes in comes out, to the last bit. */
abstract class DataRules extends GroupRules {
  @CoreRule
  @Tag("MD1")
  public final void md1_all_byte_values_arrive() {
    byte[] body = new byte[512];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) i;
    }
    assertArrayEquals(body, received(Message.of(body)).body());
  }

  @CoreRule
  @Tag("MD2")
  public final void md2_an_empty_body_arrives_empty() {
    assertEquals(0, received(Message.of(new byte[0])).size());
  }

  @CoreRule
  @Tag("MD3")
  @SuppressWarnings("NullAway") // null is what this rule is about
  public final void md3_null_is_refused() {
    Producer producer = client().broker().producer();
    assertThrows(NullPointerException.class, () -> Message.of(null));
    assertThrows(NullPointerException.class, () -> Headers.of("name", null));
    assertThrows(NullPointerException.class, () -> producer.send("t", null));
    assertThrows(NullPointerException.class, () -> producer.send(null, message()));
  }

  @CoreRule
  @Tag("MD4")
  public final void md4_every_size_up_to_the_limit_arrives() {
    String topic = topic();
    Client client = client();
    Probe probe = client.subscribe("g", topic);
    int most = declared().maxBodyBytes();
    List<Message> sent = new ArrayList<>();
    for (int size : new int[] {1, 2, 255, 256, 1023, 4096, 65_535, 65_536, most - 1, most}) {
      if (size <= most) {
        byte[] body = new byte[size];
        random().nextBytes(body);
        sent.add(Message.of(body));
      }
    }

    client.send(topic, sent);

    probe.await(sent);
    for (Message each : sent) {
      assertArrayEquals(each.body(), probe.deliveries(each).get(0).message().body());
    }
  }

  @CoreRule
  @Tag("MD5")
  public final void md5_headers_keep_every_character_empty_values_and_case() {
    Message message = message();
    for (int i = 0; i < 100; i++) {
      message = message.header("h" + i, "v" + i);
    }
    StringBuilder control = new StringBuilder();
    for (char c = 0; c < ' '; c++) {
      control.append(c);
    }
    message =
        message
            .header("empty", "")
            .header("Case", "upper")
            .header("case", "lower")
            .header("name with spaces: and = signs", "x")
            .header("Grüße-組-🐘", "äöü-組み-🐘-\u007f\u0080\uffff")
            .header("controls", control.toString());

    assertEquals(message.headers(), received(message).headers());
  }

  @CoreRule
  @Tag("MD6")
  public final void md6_what_cannot_be_carried_is_refused_by_type() {
    String topic = topic();
    Client client = client();
    assertFails(Kind.INVALID, () -> Headers.of("half", "\ud800"));
    assertFails(Kind.INVALID, () -> Headers.of("", "no name"));
    assertFails(Kind.INVALID, () -> message().key("\udc00"));
    assertFails(Kind.INVALID, () -> message().id(""));
    Message heavy = message().header("h", "x".repeat(declared().maxHeaderBytes()));

    assertFails(Kind.TOO_LARGE, client.sendAsync(topic, heavy));

    Message light = message();
    client.send(topic, light);
    client.subscribe("g", topic).assertExactly(List.of(light));
  }

  @CoreRule
  @Tag("MD7")
  public final void md7_reserved_names_are_refused() {
    String topic = topic();
    Client client = client();
    for (String name : List.of("mq-id", "mq-target-group", "mq-whatever", "mq-")) {
      MqException error =
          assertFails(Kind.INVALID, client.sendAsync(topic, message().header(name, "x")));
      assertTrue(String.valueOf(error.getMessage()).contains(name), "names the header");
    }
    Message allowed = message().header("MQ-id", "x").header("mqid", "y").header("x-mq-", "z");
    client.send(topic, allowed);
    Message got = client.subscribe("g", topic).awaitCount(1).deliveries().get(0).message();
    assertEquals(allowed.headers(), got.headers(), "nothing of ours is added");
  }

  @CoreRule
  @Tag("MD8")
  public final void md8_id_key_timestamp_and_content_type_arrive() {
    Instant time = Instant.ofEpochMilli(1_700_000_000_123L);
    Message sent =
        message()
            .id("id-🐘-" + random().nextLong())
            .key("schlüssel/1")
            .timestamp(time)
            .contentType("a/b; c=d");
    Message got = received(sent);

    assertEquals(sent.id(), got.id());
    assertEquals("schlüssel/1", got.key());
    assertEquals(time, got.timestamp());
    assertEquals("a/b; c=d", got.contentType());
  }

  @CoreRule
  @Tag("MD9")
  public final void md9_odd_topics_work_or_are_refused_by_type() {
    Client client = client();
    String unique = topic();
    for (String odd :
        List.of(" ", ".", "..", "a b", "a/b", "a#b", "a*b", "ünï-組", "x".repeat(249))) {
      String topic = odd.length() > 200 ? odd : unique + odd;
      try {
        Message message = message();
        client.send(topic, message);
        client.consumer("g").start(StartPosition.EARLIEST).subscribe(topic).await(message);
      } catch (MqException e) {
        assertEquals(Kind.INVALID, e.kind(), () -> "'" + odd + "' is refused by " + e);
        assertFails(
            Kind.INVALID,
            () -> client.broker().consumer("g").subscribe(topic, d -> Outcome.done()));
      }
    }
    assertFails(Kind.INVALID, client.sendAsync("", message()));
  }

  @CoreRule
  @Tag("MD10")
  public final void md10_nothing_bleeds_from_one_message_into_the_next() {
    String topic = topic();
    Client client = client();
    Probe probe = client.subscribe("g", topic);
    Message full = message().key("k").contentType("a/b").header("h", "v");
    Message bare = Message.of(new byte[] {1}).contentType(null);

    for (Message each : List.of(full, bare)) {
      client.send(topic, each);
    }
    probe.await(full, bare);

    Message got = probe.deliveries(bare).get(0).message();
    assertNull(got.key());
    assertNull(got.contentType());
    assertEquals(Headers.none(), got.headers());
    assertArrayEquals(new byte[] {1}, got.body());
  }

  @CoreRule
  @Tag("MD11")
  public final void md11_a_buffer_may_be_reused_after_send() {
    String topic = topic();
    Client client = client();
    Probe probe = client.subscribe("g", topic);
    byte[] buffer = new byte[64];
    List<Message> sent = new ArrayList<>();
    List<CompletableFuture<Receipt>> confirmations = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Arrays.fill(buffer, (byte) i);
      Message message = Message.of(buffer);
      sent.add(message);
      confirmations.add(client.sendAsync(topic, message));
      Arrays.fill(buffer, (byte) -1);
    }
    confirmations.forEach(each -> await("a confirmation", each));

    probe.await(sent);
    for (int i = 0; i < 100; i++) {
      byte[] whole = new byte[64];
      Arrays.fill(whole, (byte) i);
      assertArrayEquals(whole, probe.deliveries(sent.get(i)).get(0).message().body());
    }
  }

  private Message received(Message message) {
    String topic = topic();
    Client client = client();
    Probe probe = client.subscribe("g", topic);
    client.send(topic, message);
    return probe.await(message).deliveries(message).get(0).message();
  }
}
