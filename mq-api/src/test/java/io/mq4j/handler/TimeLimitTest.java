package io.mq4j.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mq4j.Delivery;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimeLimitTest {
  private static final Delivery DELIVERY = Delivery.of("t", "g", Message.text("m"));
  private static final TimeLimit SHORT = TimeLimit.of(Duration.ofMillis(5));
  private static final TimeLimit LONG = TimeLimit.of(Duration.ofHours(1));

  @AfterEach
  void leaveNoFlag() {
    Thread.interrupted();
  }

  private static void waitForInterrupt() {
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void a_handler_that_takes_too_long_is_interrupted_and_fails_by_type() {
    MessageHandler handler =
        SHORT.decorate(
            delivery -> {
              new CountDownLatch(1).await();
              return Outcome.done();
            });

    MqException error = catchThrowableOfType(MqException.class, () -> handler.handle(DELIVERY));

    assertThat(error.kind()).isEqualTo(MqException.Kind.TIMEOUT);
    assertThat(error.retryable()).isTrue();
    assertThat(error)
        .hasMessageContaining("PT0.005S")
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void the_time_limit_is_a_failure_that_retry_takes() throws Exception {
    MessageHandler bare =
        delivery -> {
          new CountDownLatch(1).await();
          return Outcome.done();
        };

    Outcome outcome = bare.with(SHORT).with(Retry.fixed(Duration.ofSeconds(1))).handle(DELIVERY);

    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.RETRY);
  }

  @Test
  void whatever_is_thrown_after_the_interrupt_is_the_cause() {
    IllegalStateException own = new IllegalStateException();
    MessageHandler handler =
        SHORT.decorate(
            delivery -> {
              waitForInterrupt();
              throw own;
            });

    assertThatThrownBy(() -> handler.handle(DELIVERY))
        .isInstanceOf(MqException.class)
        .hasCause(own);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void an_answer_counts_however_late_and_the_flag_is_cleared() throws Exception {
    MessageHandler handler =
        SHORT.decorate(
            delivery -> {
              waitForInterrupt();
              return Outcome.done();
            });

    assertThat(handler.handle(DELIVERY)).isSameAs(Outcome.done());
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void a_failure_in_time_is_thrown_as_it_is() {
    IOException failure = new IOException();
    MessageHandler handler =
        LONG.decorate(
            delivery -> {
              throw failure;
            });

    assertThatThrownBy(() -> handler.handle(DELIVERY)).isSameAs(failure);
  }

  @Test
  void a_flag_that_somebody_else_set_stays() throws Exception {
    MessageHandler handler =
        LONG.decorate(
            delivery -> {
              Thread.currentThread().interrupt();
              return Outcome.done();
            });

    assertThat(handler.handle(DELIVERY)).isSameAs(Outcome.done());
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void a_flag_that_was_up_before_the_time_ended_stays() throws Exception {
    MessageHandler handler =
        SHORT.decorate(
            delivery -> {
              CompletableFuture<Object> later =
                  new CompletableFuture<>().completeOnTimeout("", 50, TimeUnit.MILLISECONDS);
              while (!later.isDone()) {
                Thread.onSpinWait();
              }
              return Outcome.done();
            });

    Thread.currentThread().interrupt();

    assertThat(handler.handle(DELIVERY)).isSameAs(Outcome.done());
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void an_interruption_by_somebody_else_is_not_the_limits_own() {
    MessageHandler handler =
        LONG.decorate(
            delivery -> {
              Thread.currentThread().interrupt();
              new CountDownLatch(1).await();
              return Outcome.done();
            });

    assertThatThrownBy(() -> handler.handle(DELIVERY)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void a_handler_that_ends_about_when_its_time_ends_never_leaves_a_flag_behind() throws Exception {
    TimeLimit limit = TimeLimit.of(Duration.ofMillis(1));
    int interrupted = 0;
    for (int i = 0; i < 1_000; i++) {
      long end = System.nanoTime() + 1_000_000 + (i % 40 - 10) * 50_000L;
      boolean[] seen = {false};
      limit
          .decorate(
              delivery -> {
                while (System.nanoTime() < end) {
                  Thread.onSpinWait();
                }
                seen[0] = Thread.currentThread().isInterrupted();
                return Outcome.done();
              })
          .handle(DELIVERY);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      LockSupport.parkNanos(50_000);
      assertThat(Thread.interrupted()).isFalse();
      interrupted += seen[0] ? 1 : 0;
    }
    assertThat(interrupted).as("handlers interrupted before they ended").isGreaterThan(0);
  }

  @Test
  void a_limit_out_of_bounds_is_refused() {
    for (Duration wrong : new Duration[] {Duration.ZERO, Duration.ofDays(2)}) {
      assertThatThrownBy(() -> TimeLimit.of(wrong).decorate(delivery -> Outcome.done()))
          .isInstanceOf(MqException.class)
          .hasMessageContaining("limit is " + wrong);
    }
  }
}
