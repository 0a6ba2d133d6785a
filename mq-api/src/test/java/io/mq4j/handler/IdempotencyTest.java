package io.mq4j.handler;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.mq4j.Delivery;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import io.mq4j.ReservedHeaders;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdempotencyTest {
  private static final Message MESSAGE = Message.text("m").id("1");
  private static final Delivery DELIVERY = Delivery.of("t", "g", MESSAGE);

  private final TestClock clock = new TestClock();
  private final InMemoryStore store = new InMemoryStore(10, clock);
  private final Idempotency idempotency =
      Idempotency.of(store).lease(ofSeconds(10)).retention(ofMinutes(1)).busyDelay(ofSeconds(2));
  private final List<Delivery> runs = new ArrayList<>();

  private MessageHandler answering(Outcome outcome) {
    return idempotency.decorate(
        delivery -> {
          runs.add(delivery);
          return outcome;
        });
  }

  static List<Outcome> handled() {
    return List.of(Outcome.done(), Outcome.duplicate(), Outcome.drop(new IOException()));
  }

  static List<Outcome> unhandled() {
    return List.of(
        Outcome.retryAfter(ofSeconds(1), new IOException()),
        Outcome.postpone(ofSeconds(1), null),
        Outcome.reject(new IOException()),
        Outcome.forward("u", MESSAGE, null));
  }

  @ParameterizedTest
  @MethodSource("handled")
  void a_duplicate_of_what_was_handled_is_not_run(Outcome answer) throws Exception {
    MessageHandler handler = answering(answer);

    assertThat(handler.handle(DELIVERY)).isSameAs(answer);
    assertThat(handler.handle(DELIVERY).kind()).isEqualTo(Outcome.Kind.DUPLICATE);
    assertThat(runs).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("unhandled")
  void what_was_not_handled_runs_again(Outcome answer) throws Exception {
    MessageHandler handler = answering(answer);

    assertThat(handler.handle(DELIVERY)).isSameAs(answer);
    assertThat(handler.handle(DELIVERY)).isSameAs(answer);
    assertThat(runs).hasSize(2);
  }

  @Test
  void a_failure_is_not_done_and_is_thrown_as_it_is() throws Exception {
    Error failure = new AssertionError("no");
    MessageHandler failing =
        idempotency.decorate(
            delivery -> {
              throw failure;
            });

    assertThatThrownBy(() -> failing.handle(DELIVERY)).isSameAs(failure);
    assertThat(answering(Outcome.done()).handle(DELIVERY)).isSameAs(Outcome.done());
  }

  @Test
  void an_interruption_releases_and_passes() throws Exception {
    InterruptedException interruption = new InterruptedException();
    MessageHandler interrupted =
        idempotency.decorate(
            delivery -> {
              throw interruption;
            });

    assertThatThrownBy(() -> interrupted.handle(DELIVERY)).isSameAs(interruption);
    assertThat(answering(Outcome.done()).handle(DELIVERY)).isSameAs(Outcome.done());
  }

  @Test
  void a_duplicate_of_what_is_being_handled_is_postponed() throws Exception {
    List<Outcome> meanwhile = new ArrayList<>();
    MessageHandler second = answering(Outcome.done());
    MessageHandler first =
        idempotency.decorate(
            delivery -> {
              meanwhile.add(second.handle(delivery));
              clock.pass(ofSeconds(9));
              meanwhile.add(second.handle(delivery));
              return Outcome.done();
            });

    assertThat(first.handle(DELIVERY)).isSameAs(Outcome.done());

    assertThat(runs).isEmpty();
    assertThat(meanwhile)
        .extracting(Outcome::kind, Outcome::delay)
        .containsExactly(
            tuple(Outcome.Kind.POSTPONE, ofSeconds(2)), tuple(Outcome.Kind.POSTPONE, ofSeconds(1)));
  }

  @Test
  void who_lost_the_lease_is_postponed_and_the_newer_owner_decides() throws Exception {
    MessageHandler newer = answering(Outcome.done());
    MessageHandler slow =
        idempotency.decorate(
            delivery -> {
              clock.pass(ofSeconds(10));
              newer.handle(delivery);
              return Outcome.done();
            });

    Outcome outcome = slow.handle(DELIVERY);

    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.POSTPONE);
    assertThat(outcome.cause()).hasMessageContaining("PT10S");
    assertThat(runs).hasSize(1);
    assertThat(newer.handle(DELIVERY).kind()).isEqualTo(Outcome.Kind.DUPLICATE);
  }

  @Test
  void who_lost_the_lease_and_fails_does_not_release_the_newer_claim() throws Exception {
    List<Outcome> third = new ArrayList<>();
    MessageHandler failing =
        idempotency.decorate(
            delivery -> {
              throw new IOException();
            });
    MessageHandler slow =
        idempotency.decorate(
            delivery -> {
              clock.pass(ofSeconds(10));
              store.claim(IdempotencyStore.Key.of(delivery), ofSeconds(10));
              throw new IOException();
            });

    assertThatThrownBy(() -> slow.handle(DELIVERY)).isInstanceOf(IOException.class);
    third.add(failing.handle(DELIVERY));

    assertThat(third.get(0).kind()).isEqualTo(Outcome.Kind.POSTPONE);
  }

  @Test
  void another_generation_group_or_topic_is_another_message() throws Exception {
    MessageHandler handler = answering(Outcome.done());
    handler.handle(DELIVERY);

    handler.handle(Delivery.of("t", "g", MESSAGE.header(ReservedHeaders.GENERATION, "1")));
    handler.handle(Delivery.of("t", "h", MESSAGE));
    handler.handle(Delivery.of("u", "g", MESSAGE));

    assertThat(runs).hasSize(4);
  }

  /** A store that fails where it is told to. */
  private final class Failing implements IdempotencyStore {
    private @Nullable Exception atClaim;
    private @Nullable Exception atComplete;
    private @Nullable Exception atRelease;

    @Override
    public Claim claim(Key key, Duration lease) throws Exception {
      if (atClaim != null) {
        throw atClaim;
      }
      return store.claim(key, lease);
    }

    @Override
    public boolean complete(Key key, long token, Duration retention) throws Exception {
      if (atComplete != null) {
        throw atComplete;
      }
      return store.complete(key, token, retention);
    }

    @Override
    public void release(Key key, long token) throws Exception {
      if (atRelease != null) {
        throw atRelease;
      }
      store.release(key, token);
    }
  }

  @Test
  void a_store_that_fails_at_the_claim_lets_nothing_run_and_spends_no_attempt() throws Exception {
    Failing failing = new Failing();
    failing.atClaim = new IOException("away");

    Outcome outcome =
        Retry.fixed(ofMillis(1))
            .decorate(
                Idempotency.of(failing)
                    .decorate(
                        delivery -> {
                          runs.add(delivery);
                          return Outcome.done();
                        }))
            .handle(DELIVERY);

    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.POSTPONE);
    assertThat(outcome.cause()).isSameAs(failing.atClaim);
    assertThat(outcome.delay()).isPositive();
    assertThat(runs).isEmpty();
  }

  @Test
  void a_store_that_fails_at_the_mark_gets_nothing_acknowledged() throws Exception {
    Failing failing = new Failing();
    failing.atComplete = new IOException("away");
    MessageHandler handler = Idempotency.of(failing).decorate(delivery -> Outcome.done());

    Outcome outcome = handler.handle(DELIVERY);
    failing.atComplete = null;

    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.POSTPONE);
    assertThat(outcome.cause()).hasMessage("away");
    assertThat(handler.handle(DELIVERY).kind()).isEqualTo(Outcome.Kind.DONE);
  }

  @Test
  void a_store_that_fails_at_the_release_does_not_hide_the_failure() {
    Failing failing = new Failing();
    failing.atRelease = new IOException("away");
    IOException failure = new IOException("no");

    assertThatThrownBy(
            () ->
                Idempotency.of(failing)
                    .decorate(
                        delivery -> {
                          throw failure;
                        })
                    .handle(DELIVERY))
        .isSameAs(failure)
        .hasSuppressedException(failing.atRelease);
  }

  @Test
  void an_interruption_in_the_store_passes() {
    Failing failing = new Failing();
    failing.atClaim = new InterruptedException();

    assertThatThrownBy(
            () -> Idempotency.of(failing).decorate(any -> Outcome.done()).handle(DELIVERY))
        .isSameAs(failing.atClaim);
  }

  @Test
  void a_retention_shorter_than_the_retries_is_refused() {
    Retry retry = Retry.fixed(ofSeconds(10)).attempts(7);
    MessageHandler bare = delivery -> Outcome.done();

    assertThat(bare.with(retry).with(idempotency)).isNotNull();
    MqException error =
        catchThrowableOfType(
            MqException.class, () -> bare.with(idempotency).with(retry.attempts(8)));

    assertThat(error).hasMessageContaining("retention is PT1M, must be at least PT1M10S");
    assertThatThrownBy(() -> bare.with(idempotency).with(retry).with(TimeLimit.of(ofMillis(1))))
        .hasMessageContaining("retention is PT1M, must be at least PT1M0.007S");
  }

  @Test
  void a_lease_not_longer_than_the_time_limit_is_refused() {
    MessageHandler bare = delivery -> Outcome.done();

    assertThat(bare.with(idempotency).with(TimeLimit.of(ofMillis(9_999)))).isNotNull();
    assertThatThrownBy(() -> bare.with(idempotency).with(TimeLimit.of(ofSeconds(10))))
        .isInstanceOf(MqException.class)
        .hasMessageContaining("lease is PT10S, must be longer than the time limit of PT10S");
  }

  @Test
  void all_faults_are_told_at_once() {
    MqException error =
        catchThrowableOfType(
            MqException.class,
            () ->
                Idempotency.of(store)
                    .lease(Duration.ZERO)
                    .retention(Duration.ofDays(366))
                    .busyDelay(Duration.ofDays(1))
                    .decorate(delivery -> Outcome.done()));

    assertThat(error.faults())
        .extracting(MqException.Fault::property)
        .containsExactly("lease", "retention", "busyDelay");
  }
}
