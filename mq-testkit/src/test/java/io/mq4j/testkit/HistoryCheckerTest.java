package io.mq4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mq4j.Message;
import io.mq4j.Ordering;
import org.junit.jupiter.api.Test;

final class HistoryCheckerTest {
  private final Script any = Script.of(Ordering.NONE);
  private final Script keyed = Script.of(Ordering.KEY);

  @Test
  void a_clean_history_has_no_violation() {
    assertThat(keyed.confirm("m-1", "m-2").settle("m-1", "m-2").verdict()).isEmpty();
  }

  @Test
  void a_confirmed_message_that_nobody_settles_is_lost() {
    any.confirm("m-1", "m-2", "m-3").settle("m-1", "m-3");

    assertThat(any.verdict())
        .containsExactly("group g of topic t: confirmed 3, settled 2, lost #2");
  }

  @Test
  void a_message_whose_only_delivery_failed_is_lost() {
    any.confirm("m-1").begin("m-1").end("m-1", false);

    assertThat(any.verdict()).singleElement().asString().endsWith("settled 0, lost #1");
  }

  @Test
  void a_message_is_owed_to_each_group() {
    any.subscribe("s2", "h", Ordering.NONE, 2).confirm("m-1").settle("m-1");

    assertThat(any.verdict()).singleElement().asString().startsWith("group h of topic t:");
  }

  @Test
  void a_group_without_a_member_is_owed_nothing() {
    assertThat(new Script().confirm("m-1").verdict()).isEmpty();
  }

  @Test
  void what_is_unknown_may_arrive_or_not() {
    assertThat(any.unknown("m-1").unknown("m-2").settle("m-1").verdict()).isEmpty();
  }

  @Test
  void what_was_refused_must_not_arrive() {
    assertThat(any.fail("m-1").settle("m-1").verdict())
        .containsExactly("refused as never sent, but delivered: #1");
  }

  @Test
  void what_nobody_sent_is_invented() {
    assertThat(any.settle("m-9").verdict()).containsExactly("s met an invented message: #9");
  }

  @Test
  void a_message_from_a_foreign_sender_is_allowed_where_declared() {
    any.expectations.foreign("t");

    assertThat(any.settle("m-9").verdict()).isEmpty();
  }

  @Test
  void a_changed_body_is_found() {
    any.confirm("m-1").begin("s", "g", "t", "m-1", 4711).end("m-1", true);

    assertThat(any.verdict()).containsExactly("s met a changed body, header or key in #1");
  }

  @Test
  void a_message_in_the_wrong_topic_is_found() {
    any.confirm("m-1").settle("m-1").begin("s", "g", "u", "m-1", "m-1".hashCode());

    assertThat(any.verdict())
        .containsExactlyInAnyOrder(
            "s met a message of topic u: #1", "sent to topic t but met in u: #1");
  }

  @Test
  void a_message_for_another_group_is_found() {
    any.confirm("m-1").settle("m-1").begin("s", "h", "t", "m-1", "m-1".hashCode());

    assertThat(any.verdict()).containsExactly("s is of group g but met a message of group h: #1");
  }

  @Test
  void a_settled_message_must_not_come_again() {
    assertThat(any.confirm("m-1").settle("m-1", "m-1").verdict())
        .containsExactly("group g of topic t: 1 duplicates, at most 0 are excused: #1");
  }

  @Test
  void a_message_must_not_be_with_two_handlers_at_once() {
    any.confirm("m-1").begin("m-1").begin("m-1").end("m-1", true);

    assertThat(any.verdict()).singleElement().asString().contains("1 duplicates");
  }

  @Test
  void a_failed_message_may_come_again() {
    any.confirm("m-1").begin("m-1").end("m-1", false).settle("m-1");

    assertThat(any.verdict()).isEmpty();
  }

  @Test
  void a_fault_excuses_as_many_duplicates_as_were_in_flight() {
    any.confirm("m-1", "m-2", "m-3").settle("m-1", "m-2", "m-3").fault();

    assertThat(any.settle("m-2", "m-3").verdict()).isEmpty();
    assertThat(any.settle("m-1").verdict()).singleElement().asString().contains("3 duplicates");
  }

  @Test
  void what_is_sent_twice_may_come_twice() {
    any.confirm("m-1", "m-1").settle("m-1", "m-1");

    assertThat(any.verdict()).isEmpty();
  }

  @Test
  void duplicates_are_allowed_where_declared() {
    any.expectations.duplicates();

    assertThat(any.confirm("m-1").settle("m-1", "m-1", "m-1").verdict()).isEmpty();
  }

  @Test
  void a_later_message_of_a_key_must_not_be_settled_first() {
    assertThat(keyed.confirm("m-1", "m-2").settle("m-2", "m-1").verdict())
        .containsExactly(
            "group g of topic t: out of order, settled after one that was sent later, key 'k': #1");
  }

  @Test
  void a_failed_message_must_hold_back_its_key() {
    keyed.confirm("m-1", "m-2").begin("m-1").end("m-1", false).settle("m-2", "m-1");

    assertThat(keyed.verdict()).singleElement().asString().contains("out of order");
  }

  @Test
  void two_messages_of_a_key_must_not_run_at_once() {
    keyed.confirm("m-1", "m-2").begin("m-1").begin("m-2").end("m-1", true).end("m-2", true);

    assertThat(keyed.verdict())
        .containsExactly("group g of topic t: two at once under [KEY], key 'k': #2");
  }

  @Test
  void without_an_ordering_any_order_will_do() {
    assertThat(any.confirm("m-1", "m-2").settle("m-2", "m-1").verdict()).isEmpty();
  }

  @Test
  void disorder_is_allowed_where_declared() {
    keyed.expectations.disorder();

    assertThat(keyed.confirm("m-1", "m-2").settle("m-2", "m-1").verdict()).isEmpty();
  }

  @Test
  void a_forwarded_message_is_settled_and_its_copy_is_known() {
    any.confirm("m-1").forward("m-1");
    any.expectations.deadLettered(Message.text("").id("m-1"));

    assertThat(any.verdict()).isEmpty();
  }

  @Test
  void a_forwarded_copy_is_owed_to_the_groups_of_its_topic() {
    any.subscribe("d1", "dead", "d", Ordering.NONE, 2).confirm("m-1").forward("m-1");

    assertThat(any.verdict())
        .containsExactly("group dead of topic d: confirmed 1, settled 0, lost #1");
  }

  @Test
  void a_copy_is_not_owed_if_its_source_came_again() {
    any.subscribe("d1", "dead", "d", Ordering.NONE, 2).confirm("m-1").forward("m-1");

    assertThat(any.settle("m-1").verdict()).isEmpty();
  }

  @Test
  void an_expected_dead_letter_that_was_merely_handled_is_found() {
    any.confirm("m-1").settle("m-1");
    any.expectations.deadLettered(Message.text("").id("m-1"));

    assertThat(any.verdict()).containsExactly("never went to a dead-letter topic: #1");
  }

  @Test
  void what_a_rule_left_on_purpose_is_not_lost() {
    any.expectations.undelivered(Message.text("").id("m-1"));

    assertThat(any.confirm("m-1").verdict()).isEmpty();
  }
}
