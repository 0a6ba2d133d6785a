package io.mq4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultsTest {
  @Test
  void all_faults_are_told_at_once_each_with_property_value_and_bound() {
    Faults faults =
        new Faults("thing")
            .range("count", 0, 1, 5)
            .range("wait", Duration.ofSeconds(9), Duration.ZERO, Duration.ofSeconds(8))
            .require(false, "name", "x", "y")
            .addAll(List.of(new MqException.Fault("other", "1", "2")));

    MqException error = catchThrowableOfType(MqException.class, faults::throwIfAny);

    assertThat(error.kind()).isEqualTo(MqException.Kind.CONFIGURATION);
    assertThat(error)
        .hasMessage(
            "thing can't be built: count is 0, must be 1 to 5; wait is PT9S, must be PT0S to PT8S;"
                + " name is x, must be y; other is 1, must be 2");
    assertThat(error.faults()).isEqualTo(faults.found()).hasSize(4);
  }

  @Test
  void both_bounds_are_within() {
    Faults faults =
        new Faults("thing")
            .range("least", 1, 1, 5)
            .range("most", 5, 1, 5)
            .range("least", Duration.ZERO, Duration.ZERO, Duration.ofSeconds(8))
            .range("most", Duration.ofSeconds(8), Duration.ZERO, Duration.ofSeconds(8));

    faults.throwIfAny();

    assertThat(faults.found()).isEmpty();
  }
}
