package io.mq4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mq4j.Feature;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.MqException.Kind;
import io.mq4j.Ordering;
import io.mq4j.Producer;
import io.mq4j.ProducerOptions;
import io.mq4j.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;

/** PB: a send is done when it is stored, and says so truthfully. */
abstract class PublishRules extends ContractBase {
  @CoreRule
  @Tag("PB1")
  public final void pb1_exact_set_received() {
    String topic = topic();
    Client client = client();
    Probe probe = client.subscribe("g", topic);
    List<Message> sent = messages(200);

    client.send(topic, sent);

    probe.await(sent).assertExactly(sent);
  }

  @FaultRule
  @Tag("PB2")
  public final void pb2_confirmed_is_durable() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.KILL);
    client().subscribe("g", topic).close();
    List<Message> sent = messages(50);

    client().send(topic, sent);
    faults.kill();
    faults.heal();

    client().subscribe("g", topic).await(sent);
  }

  @FaultRule
  @Tag("PB3")
  public final void pb3_time_out_is_unknown() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.BLACKHOLE);
    Client client = client();
    Producer producer = client.producer(scaled(Duration.ofSeconds(1)));
    producer.sendAndWait(topic, message());

    faults.blackhole();
    MqException error = assertFails(Kind.TIMEOUT, producer.send(topic, message()));
    assertTrue(error.retryable(), "a time-out may be repeated");
    faults.heal();

    Message later = message();
    client.send(topic, later);
    client.subscribe("g", topic).await(later);
  }

  @FaultRule
  @Tag("PB4")
  public final void pb4_no_phantom_success() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.REFUSE_SENDS);
    Client client = client();
    Probe probe = client.subscribe("g", topic);
    List<Message> refused = messages(3);

    faults.refuseSends(refused.size());
    for (Message each : refused) {
      assertFails(Kind.REFUSED, client.sendAsync(topic, each));
    }
    Message taken = message();
    client.send(topic, taken);

    probe.await(taken);
  }

  @CoreRule
  @Tag("PB5")
  public final void pb5_missing_topic_as_declared() {
    String missing = run().idPrefix().toLowerCase(Locale.ROOT) + "missing";
    Message message = message();
    Client client = client();
    if (run().harness().missingTopic() == BrokerHarness.MissingTopic.REFUSED) {
      assertFails(Kind.NO_SUCH_TOPIC, client.sendAsync(missing, message));
      return;
    }
    if (supported(Feature.HISTORY)) {
      client.send(missing, message);
      client.subscribe("g", missing).assertExactly(List.of(message));
    } else {
      Probe probe = client.subscribe("g", missing);
      client.send(missing, message);
      probe.assertExactly(List.of(message));
    }
  }

  @CoreRule
  @Tag("PB6")
  public final void pb6_publish_after_close_fails() {
    String topic = topic();
    Client client = client();
    Producer own = client.producer(ProducerOptions.DEFAULT);
    client.send(topic, message());

    own.close();
    assertFails(Kind.CLOSED, own.send(topic, message()));
    assertFails(Kind.CLOSED, () -> own.sendAndWait(topic, message()));
    client.send(topic, message());
    client.close();
    assertFails(Kind.CLOSED, client.sendAsync(topic, message()));
    assertFails(Kind.CLOSED, () -> client.producer().sendAndWait(topic, message()));
  }

  @CoreRule
  @Tag("PB7")
  public final void pb7_order_of_async_sends_kept() {
    String topic = topic();
    Client client = client();
    Ordering ordering = supported(Feature.ORDER_BY_KEY) ? Ordering.KEY : Ordering.NONE;
    Probe probe = client.consumer("g").ordering(ordering).concurrency(1).subscribe(topic);
    List<Message> sent = messages(500, "one-key");

    client.send(topic, sent);

    probe.await(sent).assertInOrder(sent);
  }

  @FaultRule
  @Tag("PB8")
  public final void pb8_interrupt_honoured() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.BLACKHOLE);
    Client client = client();
    client.send(topic, message());

    faults.blackhole();
    Future<Boolean> blocked =
        inThread(
            "interrupted",
            () -> {
              Thread.currentThread().interrupt();
              assertFails(Kind.INTERRUPTED, () -> client.producer().sendAndWait(topic, message()));
              return Thread.interrupted();
            });
    assertTrue(await("an interrupted send to end", blocked), "the interrupt flag is kept");
    faults.heal();
    client.send(topic, message());
  }

  @CoreRule
  @Tag("PB9")
  public final void pb9_one_producer_many_threads() throws Exception {
    String topic = topic();
    Client client = client();
    Probe probe = client.subscribe("g", topic);
    List<Message> sent = messages(400);

    List<Callable<Void>> senders = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      List<Message> part = sent.subList(i * 50, i * 50 + 50);
      senders.add(
          () -> {
            client.send(topic, part);
            return null;
          });
    }
    together(senders);

    probe.await(sent).assertExactly(sent);
  }

  @FaultRule
  @Tag("PB10")
  public final void pb10_close_completes_pending_sends() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.BLACKHOLE);
    Client client = client();
    Producer producer = client.producer(ProducerOptions.DEFAULT);
    producer.sendAndWait(topic, message());

    faults.blackhole();
    List<CompletableFuture<Receipt>> pending = new ArrayList<>();
    messages(20).forEach(each -> pending.add(producer.send(topic, each)));
    producer.close(scaled(Duration.ofMillis(300)));

    for (CompletableFuture<Receipt> each : pending) {
      assertTrue(each.isDone(), "no send is left open by close");
      assertFails(Kind.TIMEOUT, each);
    }
    faults.heal();
  }

  @FaultRule
  @Tag("PB11")
  public final void pb11_blocked_send_honours_time_out() {
    String topic = topic();
    FaultInjector faults = faults(FaultKind.BLACKHOLE);
    Duration timeout = scaled(Duration.ofMillis(500));
    ProducerOptions small = new ProducerOptions(timeout, 4096);
    Client client = client();
    Producer producer = client.producer(small);
    assertNotNull(producer.sendAndWait(topic, message()));

    faults.blackhole();
    CompletableFuture<Receipt> fills =
        producer.send(topic, Message.of(new byte[4096]).id(message().id()));
    long began = System.nanoTime();
    MqException error = failure(producer.send(topic, message()));
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    assertEquals(Kind.TIMEOUT, error.kind());
    assertTrue(took.compareTo(timeout.multipliedBy(4)) < 0, () -> "took " + took);
    assertFails(Kind.TIMEOUT, fills);
    faults.heal();
  }
}
