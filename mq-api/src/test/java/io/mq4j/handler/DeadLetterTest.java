package io.mq4j.handler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import io.mq4j.Delivery;
import io.mq4j.Headers;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import io.mq4j.ReservedHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeadLetterTest {
  private static final Instant NOW = Instant.parse("2025-01-01T00:00:00Z");
  private static final Message MESSAGE =
      Message.of(new byte[] {0, -1, 127, -128})
          .id("order-1")
          .key("k")
          .contentType("x/y")
          .timestamp(Instant.ofEpochMilli(1234))
          .headers(Headers.of("Empty", "", "Uni", "\u0000é\uD83D\uDE00"));

  private static Delivery delivery(Message message) {
    return Delivery.of("orders", "billing", message, 3, NOW.minusSeconds(9));
  }

  private static Message dead(DeadLetter deadLetter, Throwable failure, Delivery delivery)
      throws Exception {
    Outcome outcome =
        deadLetter.clock(() -> NOW).decorate(any -> Outcome.reject(failure)).handle(delivery);
    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FORWARD);
    assertThat(outcome.topic()).isEqualTo("orders.dlq");
    assertThat(outcome.cause()).isSameAs(failure);
    return Objects.requireNonNull(outcome.message());
  }

  private static Message dead(Throwable failure, Message message) throws Exception {
    return dead(DeadLetter.to("orders.dlq"), failure, delivery(message));
  }

  @Test
  void a_dead_letter_has_everything_of_the_message_bit_for_bit() throws Exception {
    Message dead = dead(new IllegalStateException("no"), MESSAGE);

    assertThat(dead.body()).isEqualTo(MESSAGE.body());
    assertThat(dead.key()).isEqualTo("k");
    assertThat(dead.contentType()).isEqualTo("x/y");
    assertThat(dead.timestamp()).isEqualTo(MESSAGE.timestamp());
    assertThat(dead.headers().withoutAll(ReservedHeaders::isReserved)).isEqualTo(MESSAGE.headers());
  }

  @Test
  void a_dead_letter_tells_how_it_died() throws Exception {
    Message dead = dead(new IllegalStateException("no"), MESSAGE);

    assertThat(dead.headers().withoutAll(name -> !ReservedHeaders.isReserved(name)).toMap())
        .containsOnly(
            entry("mq-dead-topic", "orders"),
            entry("mq-dead-group", "billing"),
            entry("mq-dead-id", "order-1"),
            entry("mq-dead-first-failure", "2024-12-31T23:59:51Z"),
            entry("mq-dead-last-failure", "2025-01-01T00:00:00Z"),
            entry("mq-dead-attempts", "3"),
            entry("mq-dead-exception", "java.lang.IllegalStateException"),
            entry("mq-dead-message", "no"));
  }

  @Test
  void a_first_failure_that_is_the_last_happened_now() throws Exception {
    Message dead =
        dead(
            DeadLetter.to("orders.dlq"),
            new Exception(),
            Delivery.of("orders", "billing", MESSAGE));

    assertThat(dead.header(ReservedHeaders.DEAD_FIRST_FAILURE)).isEqualTo(NOW.toString());
    assertThat(dead.headers().contains(ReservedHeaders.DEAD_MESSAGE)).isFalse();
  }

  @Test
  void an_exception_is_dead_lettered_like_a_rejection() throws Exception {
    Error failure = new AssertionError("x");

    Outcome outcome =
        DeadLetter.to("orders.dlq")
            .decorate(
                any -> {
                  throw failure;
                })
            .handle(delivery(MESSAGE));

    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FORWARD);
    assertThat(outcome.cause()).isSameAs(failure);
  }

  static List<Outcome> otherOutcomes() {
    return List.of(
        Outcome.done(),
        Outcome.duplicate(),
        Outcome.drop(new Exception()),
        Outcome.retryAfter(Duration.ofSeconds(1), new Exception()),
        Outcome.postpone(Duration.ofSeconds(1), null),
        Outcome.forward("u", MESSAGE, null));
  }

  @ParameterizedTest
  @MethodSource("otherOutcomes")
  void every_answer_but_a_rejection_passes(Outcome answer) throws Exception {
    assertThat(DeadLetter.to("dlq").decorate(any -> answer).handle(delivery(MESSAGE)))
        .isSameAs(answer);
  }

  @Test
  void an_interruption_passes() {
    for (Exception interruption :
        List.of(
            new InterruptedException(),
            MqException.of(MqException.Kind.INTERRUPTED, "x"),
            MqException.of(MqException.Kind.CLOSED, "x"))) {
      assertThatThrownBy(
              () ->
                  DeadLetter.to("dlq")
                      .decorate(
                          any -> {
                            throw interruption;
                          })
                      .handle(delivery(MESSAGE)))
          .isSameAs(interruption);
    }
  }

  @Test
  void the_id_is_the_same_for_the_same_death_and_another_for_any_other() throws Exception {
    Exception failure = new Exception();
    DeadLetter deadLetter = DeadLetter.to("orders.dlq");
    String id = dead(failure, MESSAGE).id();

    assertThat(dead(new Error("other"), MESSAGE.key("other")).id()).isEqualTo(id);
    assertThat(
            List.of(
                dead(failure, MESSAGE.id("order-2")).id(),
                dead(failure, MESSAGE.header(ReservedHeaders.GENERATION, "1")).id(),
                dead(deadLetter, failure, Delivery.of("orders2", "billing", MESSAGE)).id(),
                dead(deadLetter, failure, Delivery.of("orders", "audit", MESSAGE)).id(),
                dead(deadLetter, failure, Delivery.of("ordersb", "illing", MESSAGE)).id()))
        .doesNotHaveDuplicates()
        .doesNotContain(id);
  }

  @Test
  void the_id_is_short_however_long_the_source_id_is() throws Exception {
    Message message = MESSAGE.id("x".repeat(10_000));

    assertThat(dead(new Exception(), message).id()).hasSizeLessThan(64);
    assertThat(dead(new Exception(), message).header(ReservedHeaders.DEAD_ID))
        .isEqualTo(message.id());
  }

  @Test
  void a_second_death_replaces_the_facts_of_the_first() throws Exception {
    Message once =
        dead(
            DeadLetter.to("orders.dlq").stackTraceBytes(100),
            new IllegalStateException("first"),
            delivery(MESSAGE));
    Delivery again = Delivery.of("orders.parked", "repair", once);

    Message twice = dead(DeadLetter.to("orders.dlq"), new Exception((String) null), again);

    assertThat(twice.header(ReservedHeaders.DEAD_TOPIC)).isEqualTo("orders.parked");
    assertThat(twice.header(ReservedHeaders.DEAD_ID)).isEqualTo(once.id());
    assertThat(twice.headers().contains(ReservedHeaders.DEAD_MESSAGE)).isFalse();
    assertThat(twice.headers().contains(ReservedHeaders.DEAD_STACK_TRACE)).isFalse();
  }

  @Test
  void what_was_meant_for_one_group_or_attempt_is_not_sent_along() throws Exception {
    Message redriven =
        MESSAGE
            .header(ReservedHeaders.TARGET_GROUP, "billing")
            .header(ReservedHeaders.ATTEMPTS, "2")
            .header(ReservedHeaders.GENERATION, "4");

    Headers headers = dead(new Exception(), redriven).headers();

    assertThat(headers.contains(ReservedHeaders.TARGET_GROUP)).isFalse();
    assertThat(headers.contains(ReservedHeaders.ATTEMPTS)).isFalse();
    assertThat(headers.get(ReservedHeaders.GENERATION)).isEqualTo("4");
  }

  @Test
  void a_failure_in_the_dead_letter_topic_itself_stays_a_rejection() throws Exception {
    Exception failure = new Exception();

    Outcome outcome =
        DeadLetter.to("orders.dlq")
            .decorate(
                any -> {
                  throw failure;
                })
            .handle(Delivery.of("orders.dlq", "repair", MESSAGE));

    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REJECT);
    assertThat(outcome.cause()).isSameAs(failure);
  }

  @Test
  void the_text_of_the_exception_is_cut_between_characters() throws Exception {
    Message dead = dead(new Exception("é\uD83D\uDE00".repeat(1_000)), MESSAGE);

    String text = Objects.requireNonNull(dead.header(ReservedHeaders.DEAD_MESSAGE));
    assertThat(text.getBytes(UTF_8)).hasSizeBetween(1_020, 1_024);
    assertThat(text).startsWith("é\uD83D\uDE00é").doesNotContain("?");
  }

  @Test
  void a_text_with_half_a_surrogate_pair_does_not_stop_the_hop() throws Exception {
    Message dead = dead(new Exception("a\uD83D b\uDE00"), MESSAGE);

    assertThat(dead.header(ReservedHeaders.DEAD_MESSAGE)).isEqualTo("a? b?");
  }

  @Test
  void no_text_is_sent_if_none_is_wanted() throws Exception {
    Message dead =
        dead(DeadLetter.to("orders.dlq").textBytes(0), new Exception("x"), delivery(MESSAGE));

    assertThat(dead.headers().contains(ReservedHeaders.DEAD_MESSAGE)).isFalse();
  }

  @Test
  void the_stack_trace_is_sent_only_if_it_is_asked_for() throws Exception {
    DeadLetter asked = DeadLetter.to("orders.dlq").stackTraceBytes(200);

    assertThat(dead(asked, new Exception("x"), delivery(MESSAGE)).header("mq-dead-stack-trace"))
        .hasSize(200)
        .startsWith("java.lang.Exception: x")
        .contains("at io.mq4j");
    assertThat(dead(new Exception("x"), MESSAGE).headers().contains("mq-dead-stack-trace"))
        .isFalse();
  }

  @Test
  void all_faults_are_told_at_once() {
    MqException error =
        catchThrowableOfType(
            MqException.class,
            () ->
                DeadLetter.to(" ")
                    .textBytes(-1)
                    .stackTraceBytes(1 << 20)
                    .decorate(any -> Outcome.done()));

    assertThat(error.faults())
        .extracting(MqException.Fault::property)
        .containsExactly("topic", "textBytes", "stackTraceBytes");
  }
}
