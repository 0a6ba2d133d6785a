package io.mq4j.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.Ordering;
import io.mq4j.SendOptions;
import io.mq4j.StartPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CapacityTest {
  private static final long CAPACITY = 64_000;

  private final Lab lab = new Lab(settings -> settings.capacity(CAPACITY));

  @AfterEach
  void close() {
    lab.close();
  }

  private Sent kilobyte() {
    return Lab.send(lab.producer, Message.of(new byte[1000]), SendOptions.NONE);
  }

  private List<Sent> fill() {
    List<Sent> waiting = new ArrayList<>();
    while (waiting.size() < 3) {
      Sent sent = kilobyte();
      if (!sent.isConfirmed()) {
        waiting.add(sent);
      }
    }
    return waiting;
  }

  private int drain(Inbox inbox) {
    int before = inbox.all.size();
    inbox.now();
    inbox.all.subList(before, inbox.all.size()).forEach(inbox.driver::ack);
    inbox.driver.commit();
    return inbox.all.size() - before;
  }

  @Test
  void settled_history_makes_room() {
    try (Inbox inbox = lab.open(Ordering.KEY)) {
      for (int i = 0; i < 1000; i++) {
        assertThat(kilobyte().isConfirmed()).isTrue();
        assertThat(drain(inbox)).isEqualTo(1);
        assertThat(lab.broker.usedBytes()).isLessThanOrEqualTo(CAPACITY);
      }
      assertThat(inbox.driver.lag()).isZero();
    }
  }

  @Test
  void without_a_group_the_oldest_goes() {
    IntStream.range(0, 1000).forEach(i -> assertThat(kilobyte().isConfirmed()).isTrue());
    lab.send("last");
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      inbox.now();
      assertThat(inbox.all).hasSizeBetween(30, 64);
      assertThat(inbox.last("last").position()).isEqualTo("1000");
    }
  }

  @Test
  void what_is_owed_is_never_dropped_and_sends_wait_for_room_in_their_order() {
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      List<Sent> waiting = fill();
      assertThat(lab.send("small enough").isConfirmed()).as("overtook the others").isFalse();
      assertThat(lab.broker.usedBytes()).isLessThanOrEqualTo(CAPACITY);
      long owed = inbox.driver.lag();
      assertThat(owed).isGreaterThan(40);
      assertThat(drain(inbox)).isEqualTo((int) owed);
      assertThat(waiting).allMatch(Sent::isConfirmed);
      assertThat(inbox.driver.lag()).isEqualTo(4);
      inbox.now();
      List<Message> last =
          inbox.all.subList(inbox.all.size() - 4, inbox.all.size() - 1).stream()
              .map(incoming -> incoming.message())
              .toList();
      assertThat(last).isEqualTo(waiting.stream().map(Sent::message).toList());
    }
  }

  @Test
  void a_send_that_ended_while_it_waited_is_not_stored() {
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      List<Sent> waiting = fill();
      waiting.get(0).timeOut();
      waiting.get(2).timeOut();
      drain(inbox);
      assertThat(waiting.get(1).isConfirmed()).isTrue();
      assertThat(inbox.driver.lag()).isEqualTo(1);
    }
  }

  @Test
  void a_producer_that_closes_takes_its_waiting_sends_along() {
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      List<Sent> waiting = fill();
      lab.producer.close();
      assertThat(waiting).allMatch(sent -> sent.failure() == MqException.Kind.UNAVAILABLE);
      drain(inbox);
      assertThat(inbox.driver.lag()).isZero();
    }
  }

  @Test
  void one_message_that_waits_for_its_retry_does_not_keep_the_others() {
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      lab.send("stuck");
      inbox.now();
      inbox.retry("stuck", Duration.ofDays(1), 1, Instant.EPOCH);
      for (int i = 0; i < 5000; i++) {
        assertThat(kilobyte().isConfirmed()).isTrue();
        assertThat(drain(inbox)).isEqualTo(1);
      }
      assertThat(inbox.driver.lag()).isEqualTo(1);
      assertThat(lab.broker.usedBytes()).isLessThanOrEqualTo(CAPACITY);
    }
    try (Inbox inbox = lab.open(Ordering.TOPIC)) {
      assertThat(inbox.now()).containsExactly("stuck");
    }
  }

  @Test
  void a_group_that_comes_late_is_owed_only_what_is_still_there() {
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      lab.send("stuck");
      inbox.now();
      for (int i = 0; i < 5000; i++) {
        kilobyte();
        drain(inbox);
      }
      try (Inbox late = lab.open("late", Ordering.KEY, StartPosition.EARLIEST)) {
        long lag = late.driver.lag();
        assertThat(late.now()).hasSize((int) lag).first().isEqualTo("stuck");
        late.all.forEach(late.driver::ack);
        late.driver.commit();
        assertThat(late.driver.lag()).isZero();
      }
    }
  }

  @Test
  void expired_messages_make_room() {
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      Duration life = Duration.ofMillis(20);
      SendOptions brief = SendOptions.NONE.timeToLive(life);
      Message message = Message.of(new byte[1000]);
      while (Lab.send(lab.producer, message, brief).isConfirmed()) {
        assertThat(lab.broker.usedBytes()).isLessThanOrEqualTo(CAPACITY);
      }
      assertThat(inbox.receive(0, life.multipliedBy(2))).isEmpty();
      assertThat(inbox.receive(0, Duration.ZERO)).isEmpty();
      Sent next = kilobyte();
      assertThat(next.isConfirmed()).isTrue();
    }
  }

  @Test
  void a_message_larger_than_everything_is_taken_when_it_is_alone() {
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      lab.send("small");
      Sent large =
          Lab.send(lab.producer, Message.of(new byte[(int) CAPACITY * 2]), SendOptions.NONE);
      assertThat(large.isConfirmed()).isFalse();
      assertThat(drain(inbox)).isEqualTo(1);
      assertThat(large.isConfirmed()).isTrue();
      assertThat(drain(inbox)).isEqualTo(1);
      assertThat(kilobyte().isConfirmed()).isTrue();
    }
  }
}
