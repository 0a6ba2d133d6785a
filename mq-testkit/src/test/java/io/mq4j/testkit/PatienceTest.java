package io.mq4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mq4j.MqException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PatienceTest {
  private final Recorder recorder = new Recorder();

  @Test
  void it_ends_as_soon_as_the_condition_holds() {
    AtomicInteger asked = new AtomicInteger();

    patience(10_000, 10_000).until("three", () -> asked.incrementAndGet() == 3);

    assertThat(asked).hasValue(3);
  }

  @Test
  void it_gives_up_when_nothing_happens() {
    assertThatThrownBy(() -> patience(60_000, 20).until("Godot", () -> false))
        .isInstanceOf(AssertionError.class)
        .hasMessage("waited in vain for Godot: nothing happened for 20 ms");
  }

  @Test
  void it_gives_up_at_the_deadline_though_much_happens() {
    assertThatThrownBy(
            () ->
                patience(50, 20)
                    .until(
                        "Godot",
                        () -> {
                          recorder.note("a leaf falls");
                          return false;
                        }))
        .hasMessage("waited in vain for Godot until the deadline");
  }

  @Test
  void it_tells_an_error_of_ours_as_it_is() {
    MqException closed = MqException.of(MqException.Kind.CLOSED, "closed");

    assertThatThrownBy(() -> patience(1000, 20).get("it", CompletableFuture.failedFuture(closed)))
        .isSameAs(closed);
  }

  private Patience patience(long deadline, long inactivity) {
    return new Patience(recorder, Duration.ofMillis(deadline), Duration.ofMillis(inactivity));
  }
}
