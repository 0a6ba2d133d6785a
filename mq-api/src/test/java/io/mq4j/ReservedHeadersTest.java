package io.mq4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedHeadersTest {
  @Test
  void a_count_is_read() {
    assertThat(ReservedHeaders.count("0")).isZero();
    assertThat(ReservedHeaders.count("42")).isEqualTo(42);
    assertThat(ReservedHeaders.count("999999999")).isEqualTo(999_999_999);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", "1.0", " 1", "x", "1000000000", "٣", "1/", "1:"})
  void what_some_other_party_wrote_is_no_count(String value) {
    assertThat(ReservedHeaders.count(value)).isZero();
  }

  @Test
  void a_missing_count_is_zero() {
    assertThat(ReservedHeaders.count(null)).isZero();
    assertThat(Delivery.of("t", "g", Message.text("")).generation()).isZero();
  }

  @Test
  void the_prefix_makes_a_name_reserved() {
    assertThat(ReservedHeaders.isReserved("mq-anything")).isTrue();
    assertThat(ReservedHeaders.isReserved("MQ-id")).isFalse();
    assertThat(ReservedHeaders.isReserved("mq")).isFalse();
  }
}
