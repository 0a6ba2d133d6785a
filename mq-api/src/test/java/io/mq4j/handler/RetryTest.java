package io.mq4j.handler;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mq4j.Delivery;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {
  private static final Instant NOW = Instant.parse("2025-01-01T00:00:00Z");
  private static final Message MESSAGE = Message.text("m");

  private static Delivery attempt(int attempt) {
    return Delivery.of("t", "g", MESSAGE, attempt, attempt == 1 ? null : NOW.minusSeconds(60));
  }

  private static MessageHandler failing(Throwable failure) {
    return delivery -> {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (Exception) failure;
    };
  }

  private static Outcome after(Retry retry, Throwable failure, int attempt) throws Exception {
    return retry.decorate(failing(failure)).handle(attempt(attempt));
  }

  static List<Outcome> otherOutcomes() {
    return List.of(
        Outcome.done(),
        Outcome.duplicate(),
        Outcome.drop(new IOException()),
        Outcome.postpone(ofSeconds(1), null),
        Outcome.reject(new IOException()),
        Outcome.forward("u", MESSAGE, null));
  }

  @ParameterizedTest
  @MethodSource("otherOutcomes")
  void every_answer_but_a_retry_passes_at_any_attempt(Outcome answer) throws Exception {
    MessageHandler handler = Retry.fixed(ofMillis(5)).attempts(2).decorate(delivery -> answer);

    assertThat(handler.handle(attempt(1))).isSameAs(answer);
    assertThat(handler.handle(attempt(9))).isSameAs(answer);
  }

  @Test
  void a_failure_is_tried_again_after_the_delay() throws Exception {
    IOException failure = new IOException();

    Outcome outcome = after(Retry.fixed(ofMillis(5)), failure, 1);

    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.RETRY);
    assertThat(outcome.delay()).isEqualTo(ofMillis(5));
    assertThat(outcome.cause()).isSameAs(failure);
  }

  @Test
  void the_last_attempt_that_fails_is_rejected() throws Exception {
    Retry retry = Retry.fixed(ofMillis(5)).attempts(3);
    IOException failure = new IOException();

    assertThat(after(retry, failure, 2).kind()).isEqualTo(Outcome.Kind.RETRY);
    assertThat(after(retry, failure, 3).kind()).isEqualTo(Outcome.Kind.REJECT);
    assertThat(after(retry, failure, 3).cause()).isSameAs(failure);
  }

  @Test
  void a_retry_that_the_handler_asks_for_keeps_its_delay_but_counts() throws Exception {
    Outcome answer = Outcome.retryAfter(ofSeconds(7), new IOException());
    MessageHandler handler = Retry.fixed(ofMillis(5)).attempts(3).decorate(delivery -> answer);

    assertThat(handler.handle(attempt(2))).isSameAs(answer);
    assertThat(handler.handle(attempt(3)).kind()).isEqualTo(Outcome.Kind.REJECT);
    assertThat(handler.handle(attempt(3)).cause()).isSameAs(answer.cause());
  }

  @Test
  void delays_grow_up_to_the_longest() throws Exception {
    Retry retry = Retry.exponential(ofMillis(200), ofSeconds(1)).jitter(0).attempts(10_000);

    assertThat(after(retry, new IOException(), 1).delay()).isEqualTo(ofMillis(200));
    assertThat(after(retry, new IOException(), 2).delay()).isEqualTo(ofMillis(400));
    assertThat(after(retry, new IOException(), 3).delay()).isEqualTo(ofMillis(800));
    assertThat(after(retry, new IOException(), 4).delay()).isEqualTo(ofSeconds(1));
    assertThat(after(retry, new IOException(), 9_999).delay()).isEqualTo(ofSeconds(1));
    assertThat(after(retry.factor(3), new IOException(), 2).delay()).isEqualTo(ofMillis(600));
  }

  @Test
  void jitter_shortens_delays_within_its_part_and_differs() throws Exception {
    Retry retry = Retry.exponential(ofSeconds(10), ofSeconds(10)).jitter(0.5);
    Duration least = ofSeconds(10);
    Duration most = Duration.ZERO;
    for (int i = 0; i < 200; i++) {
      Duration delay = after(retry, new IOException(), 1).delay();
      least = delay.compareTo(least) < 0 ? delay : least;
      most = delay.compareTo(most) > 0 ? delay : most;
    }

    assertThat(least).isBetween(ofSeconds(5), ofSeconds(7));
    assertThat(most).isBetween(ofSeconds(8), ofSeconds(10));
  }

  @Test
  void no_attempt_begins_after_the_total_time() throws Exception {
    Retry retry = Retry.fixed(ofSeconds(10)).clock(() -> NOW);

    assertThat(after(retry.totalTime(ofSeconds(70)), new IOException(), 2).kind())
        .isEqualTo(Outcome.Kind.RETRY);
    assertThat(after(retry.totalTime(ofMillis(69_999)), new IOException(), 2).kind())
        .isEqualTo(Outcome.Kind.REJECT);
    assertThat(after(retry.totalTime(ofSeconds(10)), new IOException(), 1).kind())
        .isEqualTo(Outcome.Kind.RETRY);
    assertThat(after(retry.totalTime(ofSeconds(9)), new IOException(), 1).kind())
        .isEqualTo(Outcome.Kind.REJECT);
  }

  @Test
  void the_closest_rule_of_a_class_counts() throws Exception {
    Retry retry =
        Retry.fixed(ofMillis(5))
            .rejectOn(Exception.class)
            .retryOn(IOException.class)
            .dropOn(FileNotFoundException.class);

    assertThat(after(retry, new IllegalStateException(), 1).kind()).isEqualTo(Outcome.Kind.REJECT);
    assertThat(after(retry, new IOException(), 1).kind()).isEqualTo(Outcome.Kind.RETRY);
    assertThat(after(retry, new FileNotFoundException(), 1).kind()).isEqualTo(Outcome.Kind.DROP);
    assertThat(after(retry, new AssertionError(), 1).kind()).isEqualTo(Outcome.Kind.RETRY);
  }

  @Test
  void a_rule_for_a_cause_counts_if_there_is_none_for_the_exception() throws Exception {
    Exception wrapped = new RuntimeException(new RuntimeException(new FileNotFoundException()));

    assertThat(after(Retry.fixed(ofMillis(5)).rejectOn(IOException.class), wrapped, 1).kind())
        .isEqualTo(Outcome.Kind.REJECT);
    assertThat(
            after(
                    Retry.fixed(ofMillis(5))
                        .rejectOn(IOException.class)
                        .dropOn(RuntimeException.class),
                    wrapped,
                    1)
                .kind())
        .isEqualTo(Outcome.Kind.DROP);
  }

  @Test
  void a_ring_of_causes_ends() throws Exception {
    Exception first = new Exception("first");
    first.initCause(new Exception("second", first));

    assertThat(after(Retry.fixed(ofMillis(5)).rejectOn(IOException.class), first, 1).kind())
        .isEqualTo(Outcome.Kind.RETRY);
  }

  @Test
  void tests_come_before_classes() throws Exception {
    Retry retry =
        Retry.fixed(ofMillis(5))
            .rejectOn(IOException.class)
            .dropIf(failure -> "stale".equals(failure.getMessage()))
            .retryIf(IOException.class::isInstance)
            .rejectIf(failure -> true);

    assertThat(after(retry, new IOException("stale"), 1).kind()).isEqualTo(Outcome.Kind.DROP);
    assertThat(after(retry, new IOException("else"), 1).kind()).isEqualTo(Outcome.Kind.RETRY);
    assertThat(after(retry, new Exception(), 1).kind()).isEqualTo(Outcome.Kind.REJECT);
  }

  @Test
  void an_error_is_a_failure_like_others() throws Exception {
    Retry retry = Retry.fixed(ofMillis(5));

    assertThat(after(retry, new StackOverflowError(), 1).kind()).isEqualTo(Outcome.Kind.RETRY);
    assertThat(after(retry, new NoClassDefFoundError(), 10).kind()).isEqualTo(Outcome.Kind.REJECT);
  }

  @Test
  @SuppressWarnings("NullAway")
  void a_handler_that_answers_null_has_failed() throws Exception {
    Outcome outcome = Retry.fixed(ofMillis(5)).decorate(delivery -> null).handle(attempt(1));

    assertThat(outcome.cause()).isInstanceOf(NullPointerException.class);
  }

  @ParameterizedTest
  @EnumSource(MqException.Kind.class)
  void what_no_retry_mends_is_rejected_at_once_and_interruption_passes(MqException.Kind kind)
      throws Exception {
    MqException failure = MqException.of(kind, "x");
    Retry retry = Retry.fixed(ofMillis(5));

    switch (kind) {
      case INTERRUPTED, CLOSED ->
          assertThatThrownBy(() -> after(retry, failure, 9)).isSameAs(failure);
      case UNDECODABLE, INVALID, CONFIGURATION, UNSUPPORTED ->
          assertThat(after(retry, failure, 1).kind()).isEqualTo(Outcome.Kind.REJECT);
      default -> assertThat(after(retry, failure, 1).kind()).isEqualTo(Outcome.Kind.RETRY);
    }
  }

  @Test
  void a_rule_for_mq_exceptions_replaces_the_usual_ones() throws Exception {
    MqException failure = MqException.of(MqException.Kind.UNDECODABLE, "x");

    assertThat(after(Retry.fixed(ofMillis(5)).retryOn(MqException.class), failure, 1).kind())
        .isEqualTo(Outcome.Kind.RETRY);
  }

  @Test
  void an_interruption_passes_even_if_a_rule_rejects_everything() {
    InterruptedException interruption = new InterruptedException();

    assertThatThrownBy(
            () -> after(Retry.fixed(ofMillis(5)).rejectOn(Throwable.class), interruption, 99))
        .isSameAs(interruption);
  }

  @Test
  void the_horizon_is_the_sum_of_the_longest_delays_within_the_total_time() {
    Retry retry = Retry.exponential(ofMillis(200), ofSeconds(1)).attempts(5);

    assertThat(retry.horizon()).isEqualTo(ofMillis(200 + 400 + 800 + 1000));
    assertThat(retry.totalTime(ofSeconds(2)).horizon()).isEqualTo(ofSeconds(2));
    assertThat(retry.attempts(1).horizon()).isEqualTo(Duration.ZERO);
    assertThat(Retry.fixed(Duration.ofDays(30)).attempts(10_000).horizon())
        .isEqualTo(Duration.ofDays(30 * 9_999L));
  }

  @Test
  void all_faults_are_told_at_once() {
    Retry wrong =
        Retry.exponential(ofSeconds(2), ofSeconds(1))
            .attempts(0)
            .factor(0.5)
            .jitter(Double.NaN)
            .totalTime(Duration.ZERO)
            .rejectOn(IOException.class)
            .retryOn(IOException.class);

    MqException error =
        catchThrowableOfType(MqException.class, () -> wrong.decorate(delivery -> Outcome.done()));

    assertThat(error.kind()).isEqualTo(MqException.Kind.CONFIGURATION);
    assertThat(error.faults())
        .extracting(MqException.Fault::property)
        .containsExactly(
            "attempts",
            "first delay",
            "factor",
            "jitter",
            "totalTime",
            "rule for java.io.IOException");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 31L * 24 * 3600 * 1000, Long.MAX_VALUE})
  void a_delay_out_of_bounds_is_refused(long millis) {
    assertThatThrownBy(() -> Retry.fixed(ofMillis(millis)).decorate(delivery -> Outcome.done()))
        .isInstanceOf(MqException.class)
        .hasMessageContaining("longest delay");
  }
}
