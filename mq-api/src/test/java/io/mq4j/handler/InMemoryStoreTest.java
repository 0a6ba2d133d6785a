package io.mq4j.handler;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mq4j.MqException;
import io.mq4j.handler.IdempotencyStore.Busy;
import io.mq4j.handler.IdempotencyStore.Claim;
import io.mq4j.handler.IdempotencyStore.Claimed;
import io.mq4j.handler.IdempotencyStore.Done;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InMemoryStoreTest {
  private static final Duration LEASE = ofSeconds(10);
  private static final Duration RETENTION = ofSeconds(100);

  private final TestClock clock = new TestClock();
  private final InMemoryStore store = new InMemoryStore(5, clock);

  private static IdempotencyStore.Key key(int number) {
    return new IdempotencyStore.Key("g", "t", "id-" + number, 0);
  }

  private long claimed(InMemoryStore in, IdempotencyStore.Key key) {
    Claim claim = in.claim(key, LEASE);
    assertThat(claim).isInstanceOf(Claimed.class);
    return ((Claimed) claim).token();
  }

  private void done(InMemoryStore in, IdempotencyStore.Key key) {
    assertThat(in.complete(key, claimed(in, key), RETENTION)).isTrue();
  }

  /** Whether a key is known as done, without changing the store. */
  private boolean isDone(InMemoryStore in, IdempotencyStore.Key key) {
    Claim claim = in.claim(key, LEASE);
    if (claim instanceof Claimed fresh) {
      in.release(key, fresh.token());
    }
    return claim instanceof Done;
  }

  @Test
  void a_message_is_claimed_once_and_then_busy_until_its_lease_ends() {
    claimed(store, key(1));

    assertThat(store.claim(key(1), LEASE)).isEqualTo(new Busy(LEASE));
    clock.pass(ofSeconds(9));
    assertThat(store.claim(key(1), LEASE)).isEqualTo(new Busy(ofSeconds(1)));
  }

  @Test
  void an_ended_lease_is_taken_over_with_a_higher_token_and_the_stale_completion_loses() {
    long stale = claimed(store, key(1));
    clock.pass(LEASE);

    long newer = claimed(store, key(1));

    assertThat(newer).isGreaterThan(stale);
    assertThat(store.complete(key(1), stale, RETENTION)).isFalse();
    assertThat(store.claim(key(1), LEASE)).isInstanceOf(Busy.class);
    assertThat(store.complete(key(1), newer, RETENTION)).isTrue();
    assertThat(store.complete(key(1), stale, RETENTION)).isFalse();
    assertThat(store.claim(key(1), LEASE)).isSameAs(Done.INSTANCE);
  }

  @Test
  void a_stale_release_releases_nothing() {
    long stale = claimed(store, key(1));
    clock.pass(LEASE);
    claimed(store, key(1));

    store.release(key(1), stale);

    assertThat(store.claim(key(1), LEASE)).isInstanceOf(Busy.class);
  }

  @Test
  void a_late_completion_that_nobody_overtook_counts() {
    long token = claimed(store, key(1));
    clock.pass(LEASE.multipliedBy(2));

    assertThat(store.complete(key(1), token, RETENTION)).isTrue();
    assertThat(isDone(store, key(1))).isTrue();
  }

  @Test
  void a_completion_told_twice_is_true_twice() {
    long token = claimed(store, key(1));

    assertThat(store.complete(key(1), token, RETENTION)).isTrue();
    assertThat(store.complete(key(1), token, RETENTION)).isTrue();
  }

  @Test
  void a_released_message_can_be_claimed_at_once_with_a_higher_token() {
    long first = claimed(store, key(1));
    store.release(key(1), first);

    assertThat(claimed(store, key(1))).isGreaterThan(first);
    assertThat(store.complete(key(1), first, RETENTION)).isFalse();
  }

  @Test
  void what_is_done_is_not_released() {
    long token = claimed(store, key(1));
    store.complete(key(1), token, RETENTION);

    store.release(key(1), token);

    assertThat(isDone(store, key(1))).isTrue();
  }

  @Test
  void what_is_done_is_forgotten_when_its_retention_ends() {
    done(store, key(1));

    clock.pass(RETENTION.minusNanos(1));
    assertThat(isDone(store, key(1))).isTrue();
    clock.pass(Duration.ofNanos(1));
    assertThat(isDone(store, key(1))).isFalse();
  }

  @Test
  void keys_differ_by_each_of_their_parts() {
    done(store, new IdempotencyStore.Key("g", "t", "id", 0));

    assertThat(isDone(store, new IdempotencyStore.Key("h", "t", "id", 0))).isFalse();
    assertThat(isDone(store, new IdempotencyStore.Key("g", "u", "id", 0))).isFalse();
    assertThat(isDone(store, new IdempotencyStore.Key("g", "t", "ie", 0))).isFalse();
    assertThat(isDone(store, new IdempotencyStore.Key("g", "t", "id", 1))).isFalse();
    assertThat(isDone(store, new IdempotencyStore.Key("g", "t", "id", 0))).isTrue();
  }

  @Test
  void the_text_of_a_key_is_its_own() {
    assertThat(
            List.of(
                new IdempotencyStore.Key("a", "b", "c", 0).text(),
                new IdempotencyStore.Key("a", "b", "c", 1).text(),
                new IdempotencyStore.Key("ab", "", "c", 0).text(),
                new IdempotencyStore.Key("", "ab", "c", 0).text(),
                new IdempotencyStore.Key("a", "b1", "c", 0).text(),
                new IdempotencyStore.Key("a", "b", "1.c", 0).text(),
                new IdempotencyStore.Key("a", "b", "0.c", 0).text()))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 64, 1_000})
  void exactly_the_last_done_messages_are_known(int capacity) {
    InMemoryStore window = new InMemoryStore(capacity, clock);
    for (int i = 0; i < 10 * capacity; i++) {
      done(window, key(i));
    }

    for (int i = 0; i < 10 * capacity; i++) {
      assertThat(isDone(window, key(i))).as("message %d", i).isEqualTo(i >= 9 * capacity);
    }
  }

  @Test
  void what_is_in_progress_is_never_forgotten_and_takes_no_room_of_what_is_done() {
    Map<IdempotencyStore.Key, Long> tokens = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      tokens.put(key(-1 - i), claimed(store, key(-1 - i)));
    }
    for (int i = 0; i < 1_000; i++) {
      done(store, key(i));
    }

    for (int i = 995; i < 1_000; i++) {
      assertThat(isDone(store, key(i))).isTrue();
    }
    tokens.forEach(
        (key, token) -> {
          assertThat(store.claim(key, LEASE)).isInstanceOf(Busy.class);
          assertThat(store.complete(key, token, RETENTION)).isTrue();
        });
  }

  @Test
  void claims_that_nobody_ends_do_not_pile_up() {
    for (int i = 0; i < 100_000; i++) {
      claimed(store, key(i));
      clock.pass(ofMillis(500));
    }

    assertThat(store.room()).isLessThanOrEqualTo(128);
  }

  @Test
  void room_does_not_grow_with_the_number_of_messages() {
    InMemoryStore window = new InMemoryStore(100, clock);
    for (int i = 0; i < 100_000; i++) {
      done(window, key(i));
    }

    assertThat(window.room()).isEqualTo(128);
  }

  @Test
  void it_behaves_like_a_plain_map_and_list_whatever_is_called() {
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      int capacity = 1 + random.nextInt(40);
      InMemoryStore tested = new InMemoryStore(capacity, clock);
      Model model = new Model(capacity);
      for (int step = 0; step < 5_000; step++) {
        IdempotencyStore.Key key = key(random.nextInt(100));
        String where = "seed " + seed + ", step " + step;
        switch (random.nextInt(5)) {
          case 0, 1 -> assertThat(tested.claim(key, LEASE)).as(where).isEqualTo(model.claim(key));
          case 2, 3 -> {
            long token = model.token(key) - random.nextInt(8) / 7;
            boolean completed = tested.complete(key, token, RETENTION);
            if (!completed && model.isAbandoned(key)) {
              model.release(key);
            }
            assertThat(completed).as(where).isEqualTo(model.complete(key, token));
          }
          default -> {
            tested.release(key, model.token(key));
            model.release(key);
          }
        }
        clock.pass(ofMillis(random.nextInt(500)));
      }
    }
  }

  /** The specification, slow and plain, but that the store may forget a claim that ended. */
  private final class Model {
    private record Entry(long token, boolean done, long end) {}

    private final int capacity;
    private final Map<IdempotencyStore.Key, Entry> entries = new HashMap<>();
    private final Deque<IdempotencyStore.Key> done = new ArrayDeque<>();
    private long lastToken;

    Model(int capacity) {
      this.capacity = capacity;
    }

    Claim claim(IdempotencyStore.Key key) {
      Entry entry = entries.get(key);
      long now = clock.getAsLong();
      if (entry != null && entry.end - now > 0) {
        return entry.done ? Done.INSTANCE : new Busy(Duration.ofNanos(entry.end - now));
      }
      done.remove(key);
      entries.put(key, new Entry(++lastToken, false, now + LEASE.toNanos()));
      return new Claimed(lastToken);
    }

    boolean complete(IdempotencyStore.Key key, long token) {
      Entry entry = entries.get(key);
      if (entry == null || entry.token != token) {
        return false;
      }
      if (!entry.done) {
        entries.put(key, new Entry(token, true, clock.getAsLong() + RETENTION.toNanos()));
        done.add(key);
        if (done.size() > capacity) {
          entries.remove(done.remove());
        }
      }
      return true;
    }

    void release(IdempotencyStore.Key key) {
      entries.computeIfPresent(key, (any, entry) -> entry.done ? entry : null);
    }

    boolean isAbandoned(IdempotencyStore.Key key) {
      Entry entry = entries.get(key);
      return entry != null && !entry.done && entry.end - clock.getAsLong() <= 0;
    }

    long token(IdempotencyStore.Key key) {
      Entry entry = entries.get(key);
      return entry == null ? lastToken + 100 : entry.token;
    }
  }

  @Test
  void of_many_threads_that_claim_one_message_exactly_one_wins() throws Exception {
    int threads = 8;
    int rounds = 2_000;
    InMemoryStore shared = new InMemoryStore(100, System::nanoTime);
    CyclicBarrier start = new CyclicBarrier(threads);
    Callable<List<Integer>> claiming =
        () -> {
          List<Integer> won = new ArrayList<>();
          for (int round = 0; round < rounds; round++) {
            start.await(30, TimeUnit.SECONDS);
            if (shared.claim(key(round), Duration.ofMinutes(5)) instanceof Claimed claimed) {
              won.add(round);
              assertThat(shared.complete(key(round), claimed.token(), RETENTION)).isTrue();
            }
          }
          return won;
        };
    List<Integer> won = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<List<Integer>>> claimers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        claimers.add(pool.submit(claiming));
      }
      for (Future<List<Integer>> claimer : claimers) {
        won.addAll(claimer.get(60, TimeUnit.SECONDS));
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(won).hasSize(rounds).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 100_000_001})
  void a_capacity_out_of_bounds_is_refused(int capacity) {
    assertThatThrownBy(() -> IdempotencyStore.inMemory(capacity))
        .isInstanceOf(MqException.class)
        .hasMessageContaining("capacity is " + capacity + ", must be 1 to 100000000");
  }
}
