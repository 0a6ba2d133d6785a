package io.mq4j.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.mq4j.Message;
import io.mq4j.Ordering;
import io.mq4j.SendOptions;
import io.mq4j.StartPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LogTest {
  private final Lab lab = new Lab();

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void a_lone_consumer_gets_everything_in_the_order_in_which_it_was_sent() {
    IntStream.range(0, 3000).forEach(i -> lab.send("k" + i % 7, "" + i));
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      IntStream.range(0, 3).forEach(i -> inbox.now());
      assertThat(Inbox.texts(inbox.all))
          .containsExactlyElementsOf(IntStream.range(0, 3000).mapToObj(i -> "" + i).toList());
      assertThat(inbox.now()).isEmpty();
    }
  }

  @Test
  void a_confirmed_send_outlives_its_connection_and_a_restart() {
    Sent sent = lab.send("a");
    lab.producer.close();
    lab.broker.faults().restart();
    assertThat(sent.isConfirmed()).isTrue();
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      assertThat(inbox.now()).containsExactly("a");
    }
  }

  @Test
  void a_message_arrives_as_the_very_object_that_was_sent() {
    Message message = Message.text("a").key("k").header("h", "");
    Lab.send(lab.producer, message, SendOptions.NONE);
    try (Inbox inbox = lab.open(Ordering.KEY)) {
      inbox.now();
      assertThat(inbox.last("a").message()).isSameAs(message);
      assertThat(inbox.last("a").position()).isEqualTo("0");
    }
  }

  @Test
  void a_new_group_begins_where_it_wants_to_and_an_old_one_where_it_was() {
    lab.send("old");
    try (Inbox early = lab.open("early", Ordering.NONE, StartPosition.EARLIEST);
        Inbox late = lab.open("late", Ordering.NONE, StartPosition.LATEST)) {
      lab.send("new");
      assertThat(early.now()).containsExactly("old", "new");
      assertThat(late.now()).containsExactly("new");
      early.ack("old", "new");
    }
    try (Inbox early = lab.open("early", Ordering.NONE, StartPosition.EARLIEST);
        Inbox late = lab.open("late", Ordering.NONE, StartPosition.LATEST)) {
      assertThat(early.now()).isEmpty();
      assertThat(late.now()).containsExactly("new");
    }
  }

  @Test
  void a_new_group_can_begin_at_a_time() {
    lab.send("before");
    Instant between = Instant.now();
    lab.send("after");
    try (Inbox inbox = lab.open("g", Ordering.NONE, StartPosition.at(between));
        Inbox all = lab.open("h", Ordering.NONE, StartPosition.at(Instant.MIN));
        Inbox none = lab.open("i", Ordering.NONE, StartPosition.at(Instant.MAX))) {
      assertThat(inbox.now()).containsExactly("after");
      assertThat(all.now()).containsExactly("before", "after");
      assertThat(none.now()).isEmpty();
    }
  }

  @Test
  void a_consumer_is_ready_at_its_first_receive() {
    try (Inbox inbox = lab.open(Ordering.KEY)) {
      assertThat(inbox.ready).isFalse();
      inbox.receive(0, Duration.ZERO);
      assertThat(inbox.ready).isTrue();
    }
  }

  @Test
  void a_delayed_message_comes_when_it_is_due_and_not_before() {
    Duration delay = Duration.ofMillis(300);
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      long sent = System.nanoTime();
      assertThat(lab.send("later", SendOptions.NONE.delay(delay)).isConfirmed()).isTrue();
      assertThat(inbox.soon()).containsExactly("later");
      assertThat(System.nanoTime() - sent)
          .isBetween(delay.toNanos(), Duration.ofSeconds(5).toNanos());
    }
  }

  @Test
  void a_delayed_message_does_not_hold_up_others_and_is_not_owed_before_it_is_due() {
    try (Inbox inbox = lab.open(Ordering.TOPIC)) {
      lab.send("later", SendOptions.NONE.delay(Duration.ofDays(365)));
      lab.send("now");
      assertThat(inbox.now()).containsExactly("now");
      assertThat(inbox.driver.lag()).isEqualTo(1);
    }
  }

  @Test
  void a_delayed_message_survives_a_restart() {
    lab.send("later", SendOptions.NONE.delay(Duration.ofMillis(20)));
    lab.broker.faults().restart();
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      assertThat(inbox.soon()).containsExactly("later");
    }
  }

  @Test
  void a_message_whose_time_is_over_is_neither_delivered_nor_owed() {
    Duration life = Duration.ofMillis(20);
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      lab.send("short", SendOptions.NONE.timeToLive(life));
      lab.send("long", SendOptions.NONE.timeToLive(Duration.ofDays(100_000)));
      lab.send("fence", SendOptions.NONE.delay(life.multipliedBy(2)));
      assertThat(inbox.receive(0, life.multipliedBy(3))).isEmpty();
      assertThat(inbox.driver.lag()).isEqualTo(2);
      assertThat(inbox.soon()).containsExactly("long", "fence");
      inbox.ack("long", "fence");
      assertThat(inbox.driver.lag()).isZero();
    }
  }

  @Test
  void a_message_whose_time_was_over_before_anybody_looked_is_skipped() {
    Duration life = Duration.ofMillis(20);
    lab.send("short", SendOptions.NONE.timeToLive(life));
    lab.send("fence", SendOptions.NONE.delay(life.multipliedBy(2)));
    try (Inbox clock = lab.open("clock", Ordering.NONE, StartPosition.LATEST);
        Inbox inbox = lab.open(Ordering.KEY)) {
      assertThat(clock.soon()).containsExactly("fence");
      assertThat(inbox.now()).containsExactly("fence");
    }
  }

  @Test
  void the_lag_counts_what_is_not_settled_over_all_topics() {
    try (Inbox inbox =
        lab.open(Lab.GROUP, Ordering.KEY, StartPosition.EARLIEST, Lab.TOPIC, "other")) {
      lab.send("a");
      lab.send("b");
      lab.producer.submit(new Sent("other", Message.text("c"), SendOptions.NONE));
      assertThat(inbox.driver.lag()).isEqualTo(3);
      assertThat(inbox.now()).containsExactlyInAnyOrder("a", "b", "c");
      assertThat(inbox.driver.lag()).isEqualTo(3);
      inbox.ack("a", "c");
      assertThat(inbox.driver.lag()).isEqualTo(1);
    }
  }

  @Test
  void topics_differ_by_every_character() {
    for (String name : new String[] {"Orders", "orders ", "or*ders", "#", "ö", "😀", "."}) {
      lab.driver.checkTopic(name);
      lab.producer.submit(new Sent(name, Message.text(name), SendOptions.NONE));
    }
    lab.send("mine");
    try (Inbox inbox = lab.open(Ordering.NONE);
        Inbox odd = lab.open(Lab.GROUP, Ordering.NONE, StartPosition.EARLIEST, "😀")) {
      assertThat(inbox.now()).containsExactly("mine");
      assertThat(odd.now()).containsExactly("😀");
    }
  }
}
