package io.mq4j.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mq4j.MqException;
import io.mq4j.Ordering;
import io.mq4j.StartPosition;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MembersTest {
  private final Lab lab = new Lab(settings -> settings.partitions(4));

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void members_share_messages_and_groups_get_all() {
    IntStream.range(0, 10).forEach(i -> lab.send("" + i));
    try (Inbox one = lab.open(Ordering.NONE);
        Inbox two = lab.open(Ordering.NONE);
        Inbox other = lab.open("audit", Ordering.NONE, StartPosition.EARLIEST)) {
      assertThat(one.receive(4, Duration.ZERO)).containsExactly("0", "1", "2", "3");
      assertThat(two.now()).containsExactly("4", "5", "6", "7", "8", "9");
      assertThat(other.now()).hasSize(10);
    }
  }

  @Test
  void members_under_key_order_own_disjoint_partitions() {
    try (Inbox one = lab.open(Ordering.KEY);
        Inbox two = lab.open(Ordering.KEY)) {
      one.now();
      two.now();
      IntStream.range(0, 400).forEach(i -> lab.send("k" + i % 40, "" + i));
      List<Integer> lanesOfOne = lanes(one);
      List<Integer> lanesOfTwo = lanes(two);
      assertThat(lanesOfOne).hasSize(2).doesNotContainAnyElementsOf(lanesOfTwo);
      assertThat(lanesOfTwo).hasSize(2);
      assertThat(one.all.size() + two.all.size()).isEqualTo(400);
    }
  }

  private static List<Integer> lanes(Inbox inbox) {
    inbox.now();
    return inbox.all.stream().map(incoming -> incoming.lane()).distinct().toList();
  }

  @Test
  void a_partition_changes_hands_only_after_its_owner_let_go() {
    try (Inbox one = lab.open(Ordering.KEY)) {
      IntStream.range(0, 40).forEach(i -> lab.send("k" + i, "" + i));
      assertThat(one.now()).hasSize(40);
      try (Inbox two = lab.open(Ordering.KEY)) {
        assertThat(two.now()).isEmpty();
        String acked = firstOfLane(one, 3);
        one.onRevoking = () -> one.driver.ack(one.last(acked));
        assertThat(one.now()).isEmpty();
        assertThat(one.revoked).containsExactlyInAnyOrder(2, 3);
        List<String> moved =
            Inbox.texts(one.all.stream().filter(incoming -> incoming.lane() >= 2).toList());
        assertThat(two.now())
            .doesNotContain(acked)
            .hasSize(moved.size() - 1)
            .allSatisfy(text -> assertThat(two.last(text).attempts()).isZero());
        assertThat(one.ack(moved.get(0))).isEqualTo(moved.get(0).equals(acked) ? 0 : 1);
      }
    }
  }

  private static String firstOfLane(Inbox inbox, int lane) {
    return inbox.all.stream()
        .filter(incoming -> incoming.lane() == lane)
        .findFirst()
        .orElseThrow()
        .message()
        .text();
  }

  @Test
  void keys_stay_in_order_while_members_come_and_go() {
    Map<String, Integer> lastOfKey = new HashMap<>();
    List<Inbox> members = new ArrayList<>(List.of(lab.open(Ordering.KEY)));
    int sent = 0;
    int handled = 0;
    for (int round = 0; round < 60; round++) {
      for (int i = 0; i < 50; i++, sent++) {
        lab.send("k" + sent % 13, "" + sent);
      }
      if (round % 3 == 0) {
        members.add(lab.open(Ordering.KEY));
      } else if (round % 4 == 0) {
        members.remove(0).close();
      }
      for (Inbox member : members) {
        member.driver.receive(member, 20, Duration.ZERO);
        for (var incoming : List.copyOf(member.all)) {
          String key = String.valueOf(incoming.message().key());
          int number = Integer.parseInt(incoming.message().text());
          assertThat(number).isEqualTo(lastOfKey.getOrDefault(key, number % 13 - 13) + 13);
          lastOfKey.put(key, number);
          member.driver.ack(incoming);
          handled++;
        }
        assertThat(member.driver.commit()).isZero();
        member.all.clear();
        member.driver.receive(member, 0, Duration.ZERO);
      }
    }
    for (int i = 0; i < 200 && handled < sent; i++) {
      for (Inbox member : members) {
        member.driver.receive(member, 100, Duration.ZERO);
        handled += member.all.size();
        member.all.forEach(member.driver::ack);
        member.driver.commit();
        member.all.clear();
      }
    }
    assertThat(handled).isEqualTo(sent);
    members.forEach(Inbox::close);
  }

  @Test
  void one_member_owns_an_ordered_topic_as_a_whole() {
    Inbox one = lab.open(Ordering.TOPIC);
    try (Inbox two = lab.open(Ordering.TOPIC)) {
      List<String> texts = IntStream.range(0, 100).mapToObj(i -> "" + i).toList();
      texts.forEach(text -> lab.send("k" + text, text));
      assertThat(two.now()).isEmpty();
      assertThat(one.now()).isEqualTo(texts);
      one.ack("0", "2");
      one.close();
      List<String> rest = new ArrayList<>(texts);
      rest.removeAll(List.of("0", "2"));
      assertThat(two.now()).isEqualTo(rest);
    }
  }

  @Test
  void a_waiting_member_is_woken_by_a_message_and_by_wakeup() throws Exception {
    try (Inbox inbox = lab.open(Ordering.NONE)) {
      CompletableFuture<List<String>> received = CompletableFuture.supplyAsync(inbox::soon);
      lab.send("a");
      assertThat(received.get(5, TimeUnit.SECONDS)).containsExactly("a");
      received = CompletableFuture.supplyAsync(inbox::soon);
      inbox.driver.wakeup();
      assertThat(received.get(5, TimeUnit.SECONDS)).isEmpty();
    }
  }

  @Test
  void members_of_different_orderings_are_refused() {
    try (Inbox first = lab.open(Ordering.KEY)) {
      first.now();
      ConsumerPlan plan =
          new ConsumerPlan(
              Lab.GROUP, List.of(Lab.TOPIC), Ordering.NONE, StartPosition.EARLIEST, 10);
      assertThatThrownBy(() -> lab.driver.check(plan))
          .isInstanceOfSatisfying(
              MqException.class,
              e -> assertThat(e.kind()).isEqualTo(MqException.Kind.CONFIGURATION))
          .hasMessageContaining("KEY")
          .hasMessageContaining("NONE");
      assertThatThrownBy(() -> lab.driver.openConsumer(plan, Link.NONE))
          .isInstanceOf(MqException.class);
    }
  }

  @Test
  void a_group_without_members_can_change_its_ordering_and_loses_nothing() {
    lab.send("k", "a");
    lab.send("k", "b");
    try (Inbox shared = lab.open(Ordering.NONE)) {
      shared.now();
      shared.retry("a", Duration.ofDays(1), 1, Instant.EPOCH);
    }
    try (Inbox ordered = lab.open(Ordering.TOPIC)) {
      assertThat(ordered.now()).containsExactly("a", "b");
      assertThat(ordered.last("a").attempts()).isEqualTo(1);
    }
  }
}
