package io.mq4j.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.mq4j.Ordering;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SettlementTest {
  private static final Instant ONCE = Instant.parse("2020-01-01T00:00:00Z");

  private final Lab lab = new Lab();

  @AfterEach
  void close() {
    lab.close();
  }

  @ParameterizedTest
  @EnumSource
  void what_was_not_settled_comes_again_unspent_after_close(Ordering ordering) {
    List.of("a", "b", "c").forEach(text -> lab.send("k", text));
    try (Inbox first = lab.open(ordering)) {
      assertThat(first.now()).containsExactly("a", "b", "c");
      first.ack("b");
    }
    try (Inbox second = lab.open(ordering)) {
      assertThat(second.now()).containsExactly("a", "c");
      assertThat(second.last("a").attempts()).isZero();
    }
  }

  @Test
  void acks_that_were_not_committed_take_effect_at_close() {
    lab.send("a");
    try (Inbox first = lab.open(Ordering.NONE)) {
      first.now();
      first.driver.ack(first.last("a"));
    }
    try (Inbox second = lab.open(Ordering.NONE)) {
      assertThat(second.now()).isEmpty();
    }
  }

  @Test
  void nothing_is_settled_before_its_ack() {
    lab.send("a");
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      assertThat(inbox.now()).containsExactly("a");
      assertThat(inbox.driver.commit()).isZero();
      assertThat(inbox.driver.lag()).isEqualTo(1);
      assertThat(inbox.now()).isEmpty();
    }
  }

  @Test
  void an_ack_twice_and_a_retry_after_it_are_harmless() {
    lab.send("a");
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      inbox.now();
      assertThat(inbox.ack("a", "a")).isZero();
      assertThat(inbox.retry("a", Duration.ZERO, 1, ONCE)).isZero();
      assertThat(inbox.ack("a")).isZero();
      assertThat(inbox.now()).isEmpty();
      assertThat(inbox.driver.lag()).isZero();
    }
  }

  @Test
  void a_retry_comes_after_its_delay_with_what_was_spent() {
    Duration delay = Duration.ofMillis(300);
    lab.send("a");
    lab.send("b");
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      inbox.now();
      long failed = System.nanoTime();
      inbox.retry("a", delay, 3, ONCE);
      assertThat(inbox.soon()).containsExactly("a");
      assertThat(System.nanoTime() - failed)
          .isBetween(delay.toNanos(), Duration.ofSeconds(5).toNanos());
      assertThat(inbox.last("a").attempts()).isEqualTo(3);
      assertThat(inbox.last("a").firstFailure()).isEqualTo(ONCE);
      assertThat(inbox.last("b").attempts()).isZero();
    }
  }

  @Test
  void spent_attempts_survive_members_and_restarts_and_end_with_the_ack() {
    lab.send("a");
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      inbox.now();
      inbox.retry("a", Duration.ZERO, 2, ONCE);
    }
    lab.broker.faults().restart();
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      assertThat(inbox.now()).containsExactly("a");
      assertThat(inbox.last("a").attempts()).isEqualTo(2);
      inbox.release("a");
      assertThat(inbox.now()).containsExactly("a");
      assertThat(inbox.last("a").attempts()).isEqualTo(2);
      inbox.ack("a");
      lab.broker.faults().redeliverSettled(1);
      assertThat(inbox.now()).containsExactly("a");
      assertThat(inbox.last("a").attempts()).isZero();
    }
  }

  @Test
  void a_broken_connection_counts_as_an_attempt() {
    lab.send("a");
    Inbox first = lab.open(Ordering.NONE);
    first.now();
    lab.broker.faults().dropConnections();
    try (Inbox second = lab.open(Ordering.NONE)) {
      assertThat(second.now()).containsExactly("a");
      assertThat(second.last("a").attempts()).isEqualTo(1);
      second.retry("a", Duration.ZERO, 2, ONCE);
      assertThat(second.now()).containsExactly("a");
      assertThat(second.last("a").attempts()).isEqualTo(2);
    }
  }

  @Test
  void a_settlement_of_what_somebody_else_has_got_is_ignored_and_counted() {
    lab.send("a");
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      inbox.now();
      var before = inbox.last("a");
      lab.broker.faults().redeliverUnsettled();
      assertThat(inbox.now()).containsExactly("a");
      assertThat(inbox.last("a").attempts()).isEqualTo(1);
      inbox.driver.ack(before);
      inbox.driver.release(before);
      assertThat(inbox.driver.commit()).isEqualTo(2);
      assertThat(inbox.driver.lag()).isEqualTo(1);
      assertThat(inbox.ack("a")).isZero();
      assertThat(inbox.driver.lag()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_released_message_comes_again_without_its_neighbours(Ordering ordering) {
    List.of("a", "b", "c").forEach(text -> lab.send("k", text));
    try (Inbox inbox = lab.open(ordering)) {
      inbox.now();
      inbox.release("b");
      assertThat(inbox.now()).containsExactly("b");
      assertThat(inbox.last("b").attempts()).isZero();
    }
  }

  @Test
  void acks_out_of_order_settle_only_themselves() {
    for (int i = 0; i < 200; i++) {
      lab.send("" + i);
    }
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      inbox.now();
      inbox.ack("199", "63", "64", "15", "16");
      assertThat(inbox.driver.lag()).isEqualTo(195);
    }
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      assertThat(inbox.now()).hasSize(195).doesNotContain("199", "63", "64", "15", "16");
    }
  }

  @Test
  void a_retried_message_holds_up_its_partition_under_key_order() {
    Duration delay = Duration.ofMillis(300);
    lab.send("k", "a");
    lab.send("k", "b");
    try (Inbox inbox = lab.open(Ordering.KEY)) {
      inbox.now();
      long failed = System.nanoTime();
      inbox.driver.release(inbox.last("b"));
      inbox.driver.retry(inbox.last("a"), delay, 1, null);
      inbox.driver.commit();
      lab.send("k", "c");
      assertThat(inbox.soon()).containsExactly("a", "b", "c");
      assertThat(System.nanoTime() - failed)
          .isBetween(delay.toNanos(), Duration.ofSeconds(5).toNanos());
    }
  }
}
