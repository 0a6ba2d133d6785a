package io.mq4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mq4j.Faults;
import io.mq4j.MqException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerUrlTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Faults faults = new Faults("url");

  @Test
  void a_full_url_is_taken_apart() {
    BrokerUrl url = BrokerUrl.parse("KAFKA://us%40er:p%3Ass+%25@h1:1,h2:2/v/host?a=1&b=x%26y");

    assertThat(url.scheme()).isEqualTo("kafka");
    assertThat(url.user()).isEqualTo("us@er");
    assertThat(url.password()).isEqualTo("p:ss+%");
    assertThat(url.hosts()).containsExactly("h1:1", "h2:2");
    assertThat(url.path()).isEqualTo("/v/host");
    assertThat(url.option("a")).isEqualTo("1");
    assertThat(url.option("b")).isEqualTo("x&y");
    assertThat(url.option("c")).isNull();
  }

  @Test
  void a_short_url_is_taken_apart() {
    BrokerUrl url = BrokerUrl.parse("memory:orders");

    assertThat(url.path()).isEqualTo("orders");
    assertThat(url.hosts()).isEmpty();
    assertThat(url.user()).isNull();
    assertThat(url.password()).isNull();
    assertThat(BrokerUrl.parse("memory:").path()).isEmpty();
  }

  @Test
  void a_password_may_hold_an_at_sign_and_never_shows() {
    BrokerUrl url = BrokerUrl.parse("amqp://u:s3@cret@host/x?token=s3cret");

    assertThat(url.password()).isEqualTo("s3@cret");
    assertThat(url.toString()).isEqualTo("amqp://host/x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s3cret", "://s3cret", "1x:s3cret", "a b:s3cret", "x:y#s3cret"})
  void what_is_no_url_is_refused_and_not_repeated(String text) {
    MqException error = catchThrowableOfType(MqException.class, () -> BrokerUrl.parse(text));

    assertThat(error.kind()).isEqualTo(MqException.Kind.CONFIGURATION);
    assertThat(error).hasMessageNotContaining("s3cret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"amqp://u:%zz@h", "amqp://h?a=%4", "amqp://h/%"})
  void a_broken_escape_is_refused_and_not_repeated(String text) {
    MqException error = catchThrowableOfType(MqException.class, () -> BrokerUrl.parse(text));

    assertThat(error.kind()).isEqualTo(MqException.Kind.CONFIGURATION);
    assertThat(error).hasMessageNotContaining("zz").hasNoCause();
  }

  @Test
  void options_given_twice_or_without_a_value_are_told_at_once() {
    MqException error =
        catchThrowableOfType(MqException.class, () -> BrokerUrl.parse("x:?a=1&a=2&b&=3"));

    assertThat(error.faults()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "30s,PT30S", "5m,PT5M", "1h,PT1H", "PT7S,PT7S"})
  void durations_are_read_in_both_forms(String text, Duration expected) {
    Duration read =
        BrokerUrl.parse("x:?wait=" + text)
            .duration("wait", Duration.ZERO, Duration.ZERO, HOUR, faults);

    assertThat(read).isEqualTo(expected);
    assertThat(faults.found()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "5", "-1s", "2h", "ms", "99999999999999999999ms"})
  void a_duration_that_is_none_or_out_of_bounds_is_a_fault(String text) {
    BrokerUrl.parse("x:?wait=" + text).duration("wait", HOUR, Duration.ZERO, HOUR, faults);

    assertThat(faults.found()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "0", "6", "1.5", "99999999999999999999"})
  void a_number_that_is_none_or_out_of_bounds_is_a_fault(String text) {
    BrokerUrl.parse("x:?n=" + text).number("n", 3, 1, 5, faults);

    assertThat(faults.found()).hasSize(1);
  }

  @Test
  void what_is_missing_has_the_other_value() {
    BrokerUrl url = BrokerUrl.parse("x:?n=4");

    assertThat(url.number("n", 3, 1, 5, faults)).isEqualTo(4);
    assertThat(url.number("m", 3, 1, 5, faults)).isEqualTo(3);
    assertThat(url.duration("d", HOUR, Duration.ZERO, HOUR, faults)).isEqualTo(HOUR);
    assertThat(faults.found()).isEmpty();
  }

  @Test
  void options_that_nobody_knows_are_faults() {
    BrokerUrl.parse("x:?a=1&b=2&c=3").knownOptions(Set.of("a"), faults);

    assertThat(faults.found())
        .extracting(MqException.Fault::property)
        .containsExactlyInAnyOrder("option 'b'", "option 'c'");
  }
}
