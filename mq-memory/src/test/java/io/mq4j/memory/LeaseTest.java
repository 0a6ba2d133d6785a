package io.mq4j.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.mq4j.Ordering;
import io.mq4j.StartPosition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LeaseTest {
  @ParameterizedTest
  @EnumSource
  void a_silent_member_loses_its_messages_to_others(Ordering ordering) {
    try (Lab lab = new Lab(settings -> settings.lease(Duration.ofMillis(200)))) {
      Inbox silent = lab.open(ordering);
      lab.send("k", "a");
      assertThat(silent.now()).containsExactly("a");
      try (Inbox other = lab.open(ordering)) {
        assertThat(other.soon()).containsExactly("a");
        assertThat(other.last("a").attempts()).isEqualTo(1);
        assertThat(silent.ack("a")).isEqualTo(1);
        assertThat(other.ack("a")).isZero();
        assertThat(silent.now()).isEmpty();
        assertThat(silent.lost).isNotEmpty();
      }
      lab.send("k", "b");
      assertThat(silent.soon()).containsExactly("b");
      silent.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_member_that_comes_back_late_learns_that_it_lost_everything(Ordering ordering) {
    Duration lease = Duration.ofMillis(20);
    try (Lab lab = new Lab(settings -> settings.lease(lease));
        Inbox late = lab.open("late", ordering, StartPosition.EARLIEST);
        Inbox clock = lab.open("clock", Ordering.NONE, StartPosition.EARLIEST)) {
      lab.send("k", "a");
      assertThat(late.soon()).containsExactly("a");
      var first = late.last("a");
      clock.receive(0, lease.multipliedBy(2));
      assertThat(late.now()).containsExactly("a");
      assertThat(late.lost).contains(first.lane());
      late.driver.ack(first);
      assertThat(late.driver.commit()).isEqualTo(1);
    }
  }

  @Test
  void a_member_that_receives_keeps_its_lease_however_long_it_waits() {
    Duration lease = Duration.ofSeconds(1);
    try (Lab lab = new Lab(settings -> settings.lease(lease));
        Inbox holder = lab.open(Ordering.NONE);
        Inbox other = lab.open(Ordering.NONE)) {
      lab.send("a");
      holder.now();
      CompletableFuture<List<String>> others =
          CompletableFuture.supplyAsync(() -> other.receive(10, lease.plusMillis(500)));
      holder.receive(0, lease.plusMillis(500));
      assertThat(others.join()).isEmpty();
      assertThat(holder.ack("a")).isZero();
    }
  }
}
