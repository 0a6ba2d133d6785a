package io.mq4j.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mq4j.Delivery;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final Delivery DELIVERY = Delivery.of("t", "g", Message.text("m"));
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final TestClock clock = new TestClock();

  private MessageHandler limited(RateLimit limit) {
    return limit.clock(clock).decorate(delivery -> Outcome.done());
  }

  private static boolean passes(MessageHandler handler) throws Exception {
    return handler.handle(DELIVERY).kind() == Outcome.Kind.DONE;
  }

  @Test
  void what_comes_too_fast_is_postponed_until_the_next_permit() throws Exception {
    MessageHandler handler = limited(RateLimit.of(10, SECOND));

    assertThat(passes(handler)).isTrue();
    Outcome second = handler.handle(DELIVERY);
    assertThat(second.kind()).isEqualTo(Outcome.Kind.POSTPONE);
    assertThat(second.delay()).isEqualTo(Duration.ofMillis(100));
    clock.pass(Duration.ofMillis(99));
    assertThat(passes(handler)).isFalse();
    clock.pass(Duration.ofMillis(1));
    assertThat(passes(handler)).isTrue();
    assertThat(passes(handler)).isFalse();
  }

  @Test
  void those_that_wait_are_spread_over_the_permits_to_come() throws Exception {
    MessageHandler handler = limited(RateLimit.of(10, SECOND));
    handler.handle(DELIVERY);

    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      delays.add(handler.handle(DELIVERY).delay().toMillis());
    }

    assertThat(delays)
        .containsExactly(100L, 200L, 300L, 400L, 500L, 600L, 700L, 800L, 900L, 1000L, 100L, 200L);
  }

  @Test
  void quiet_times_save_up_a_burst_but_no_more() throws Exception {
    MessageHandler handler = limited(RateLimit.of(10, SECOND).burst(3));
    clock.pass(SECOND.multipliedBy(100));

    assertThat(List.of(passes(handler), passes(handler), passes(handler), passes(handler)))
        .containsExactly(true, true, true, false);
  }

  @Test
  void a_backlog_goes_through_at_the_rate_with_few_vain_attempts() throws Exception {
    MessageHandler handler = limited(RateLimit.of(100, SECOND));
    long start = clock.getAsLong();
    PriorityQueue<Long> due = new PriorityQueue<>();
    for (int i = 0; i < 1_000; i++) {
      due.add(0L);
    }
    int passed = 0;
    int attempts = 0;
    while (!due.isEmpty()) {
      long at = due.remove();
      clock.pass(Duration.ofNanos(Math.max(0, at - (clock.getAsLong() - start))));
      Outcome outcome = handler.handle(DELIVERY);
      attempts++;
      if (outcome.kind() == Outcome.Kind.DONE) {
        passed++;
      } else {
        due.add(at + outcome.delay().toNanos());
      }
    }

    assertThat(passed).isEqualTo(1_000);
    assertThat(Duration.ofNanos(clock.getAsLong() - start))
        .isBetween(Duration.ofMillis(9_990), Duration.ofMillis(11_000));
    // Waits are up to one period, half of one on average, so who waits comes back twice in each.
    int waitingPeriods = 10 * (1_000 + 100) / 2;
    assertThat(attempts).isLessThan(2 * waitingPeriods + 1_000);
  }

  @Test
  void all_handlers_of_one_object_share_its_rate() throws Exception {
    RateLimit limit = RateLimit.of(10, SECOND).clock(clock);
    MessageHandler first = limit.decorate(delivery -> Outcome.done());
    MessageHandler second = limit.decorate(delivery -> Outcome.done());

    assertThat(passes(first)).isTrue();
    assertThat(passes(second)).isFalse();
  }

  @Test
  void many_threads_get_exactly_the_permits_there_are() throws Exception {
    MessageHandler handler = limited(RateLimit.of(1, Duration.ofDays(1)).burst(5_000));
    ExecutorService pool = Executors.newFixedThreadPool(4);
    int passed = 0;
    try {
      List<Future<Integer>> counts = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        counts.add(
            pool.submit(
                () -> {
                  int mine = 0;
                  for (int i = 0; i < 5_000; i++) {
                    mine += passes(handler) ? 1 : 0;
                  }
                  return mine;
                }));
      }
      for (Future<Integer> count : counts) {
        passed += count.get(60, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(passed).isEqualTo(5_000);
  }

  @Test
  void all_faults_are_told_at_once() {
    MqException error =
        catchThrowableOfType(
            MqException.class, () -> limited(RateLimit.of(0, Duration.ZERO).burst(0)));

    assertThat(error.faults())
        .extracting(MqException.Fault::property)
        .containsExactly("permits", "per", "burst");
  }
}
