package io.mq4j.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.MqException.Kind;
import io.mq4j.Ordering;
import io.mq4j.ProducerOptions;
import io.mq4j.SendOptions;
import io.mq4j.spi.Link;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FaultsTest {
  private final Lab lab = new Lab();
  private final MemoryFaults faults = lab.broker.faults();

  @AfterEach
  void close() {
    lab.close();
  }

  private static void assertUnavailable(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            MqException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
  }

  @Test
  void a_dropped_connection_fails_and_a_new_one_works() {
    Inbox inbox = lab.open(Ordering.NONE);
    faults.dropConnections();
    assertUnavailable(() -> lab.send("a"));
    assertUnavailable(inbox::now);
    assertUnavailable(inbox.driver::lag);
    inbox.close();
    try (Inbox again = lab.open(Ordering.NONE);
        var producer = lab.driver.openProducer(ProducerOptions.DEFAULT, Link.NONE)) {
      Lab.send(producer, Message.text("b"), SendOptions.NONE);
      assertThat(again.now()).containsExactly("b");
    }
  }

  @Test
  void a_dropped_connection_ends_a_wait() {
    Inbox inbox = lab.open(Ordering.KEY);
    CompletableFuture<List<String>> received = CompletableFuture.supplyAsync(inbox::soon);
    faults.dropConnections();
    assertThat(received)
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableThat()
        .withStackTraceContaining("no such connection");
  }

  @Test
  void an_idle_producer_learns_of_its_end_at_once() {
    CompletableFuture<MqException> told = new CompletableFuture<>();
    Link link =
        new Link() {
          @Override
          public void broken(MqException error) {
            told.complete(error);
          }

          @Override
          public void away(MqException error) {}

          @Override
          public void back() {}
        };
    lab.driver.openProducer(ProducerOptions.DEFAULT, link).close();
    assertThat(told).isNotDone();
    try (var idle = lab.driver.openProducer(ProducerOptions.DEFAULT, link)) {
      faults.dropConnections();
      assertThat(told)
          .succeedsWithin(Duration.ofSeconds(5))
          .extracting(MqException::kind)
          .isEqualTo(Kind.UNAVAILABLE);
      assertUnavailable(idle::commit);
    }
  }

  @Test
  void a_stopped_server_refuses_connections_until_it_starts_and_has_lost_nothing() {
    lab.send("a");
    faults.stop();
    assertUnavailable(() -> lab.send("b"));
    assertUnavailable(() -> lab.driver.openProducer(ProducerOptions.DEFAULT, Link.NONE));
    assertUnavailable(() -> lab.open(Ordering.NONE));
    faults.start();
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      assertThat(inbox.now()).containsExactly("a");
    }
  }

  @Test
  void refused_sends_are_told_by_type_and_not_stored() {
    faults.refuseSends(2);
    assertThat(lab.send("a").failure()).isEqualTo(Kind.REFUSED);
    assertThat(lab.send("b").failure()).isEqualTo(Kind.REFUSED);
    assertThat(lab.send("c").isConfirmed()).isTrue();
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      assertThat(inbox.now()).containsExactly("c");
    }
  }

  @Test
  void a_lost_confirmation_breaks_the_connection_of_a_stored_send() {
    faults.loseConfirmations(1);
    Sent sent = new Sent(Lab.TOPIC, Message.text("a"), SendOptions.NONE);
    assertUnavailable(() -> lab.producer.submit(sent));
    assertThat(sent.isConfirmed()).isFalse();
    try (Inbox inbox = lab.open(Ordering.NONE);
        var producer = lab.driver.openProducer(ProducerOptions.DEFAULT, Link.NONE)) {
      producer.submit(sent);
      assertThat(sent.isConfirmed()).isTrue();
      assertThat(inbox.now()).containsExactly("a", "a");
    }
  }

  @Test
  void a_failed_commit_settles_nothing() {
    lab.send("a");
    Inbox inbox = lab.open(Ordering.NONE);
    inbox.now();
    faults.failCommits(1);
    assertUnavailable(() -> inbox.ack("a"));
    inbox.close();
    try (Inbox again = lab.open(Ordering.NONE)) {
      assertThat(again.now()).containsExactly("a");
      assertThat(again.ack("a")).isZero();
    }
  }

  @Test
  void a_frozen_server_answers_nobody_until_it_thaws() throws Exception {
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      lab.send("before");
      faults.freeze();
      Sent sent = lab.send("while");
      CompletableFuture<Long> lag = CompletableFuture.supplyAsync(inbox.driver::lag);
      assertThat(inbox.now()).isEmpty();
      assertThat(sent.ended()).isFalse();
      assertThat(lag).isNotDone();
      faults.thaw();
      assertThat(sent.isConfirmed()).isTrue();
      assertThat(lag.get(5, TimeUnit.SECONDS)).isBetween(1L, 2L);
      assertThat(inbox.now()).containsExactly("before", "while");
    }
  }

  @Test
  void whoever_waits_for_a_frozen_server_can_be_interrupted() {
    faults.freeze();
    try {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> lab.driver.openProducer(ProducerOptions.DEFAULT, Link.NONE))
          .isInstanceOfSatisfying(
              MqException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED));
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
      faults.thaw();
    }
  }

  @Test
  void sends_that_wait_in_a_frozen_server_fail_with_their_connection() {
    faults.freeze();
    Sent sent = lab.send("a");
    faults.restart();
    assertThat(sent.failure()).isEqualTo(Kind.UNAVAILABLE);
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      assertThat(inbox.now()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void settled_messages_can_come_again_in_their_order(Ordering ordering) {
    for (String text : new String[] {"a", "b", "c", "d"}) {
      lab.send("k", text);
    }
    try (Inbox inbox = lab.open(ordering)) {
      inbox.now();
      inbox.ack("a", "b", "c", "d");
      faults.redeliverSettled(3);
      assertThat(inbox.driver.lag()).isEqualTo(3);
      assertThat(inbox.now()).containsExactly("b", "c", "d");
      inbox.ack("b", "c", "d");
      assertThat(inbox.driver.lag()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void unsettled_messages_can_come_again(Ordering ordering) {
    lab.send("k", "a");
    lab.send("k", "b");
    try (Inbox inbox = lab.open(ordering)) {
      inbox.now();
      inbox.ack("a");
      faults.redeliverUnsettled();
      assertThat(inbox.now()).containsExactly("b");
      assertThat(inbox.last("b").attempts()).isEqualTo(1);
      assertThat(inbox.lost.isEmpty()).isEqualTo(ordering == Ordering.NONE);
    }
  }
}
