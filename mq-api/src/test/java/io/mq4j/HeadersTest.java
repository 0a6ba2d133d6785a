package io.mq4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
  private static MqException.Kind refusal(Runnable action) {
    return catchThrowableOfType(MqException.class, action::run).kind();
  }

  @Test
  void names_are_case_sensitive_and_empty_values_are_kept() {
    Headers headers = Headers.of("a", "", "A", "2");

    assertThat(headers.get("a")).isEmpty();
    assertThat(headers.get("A")).isEqualTo("2");
    assertThat(headers.get("b")).isNull();
    assertThat(headers.contains("a")).isTrue();
    assertThat(headers.getOrDefault("a", "x")).isEmpty();
    assertThat(headers.getOrDefault("b", "x")).isEqualTo("x");
  }

  @Test
  void every_well_formed_code_point_is_taken() {
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
      if (!surrogate && (point < 0x3000 || point % 251 == 0)) {
        String text = Character.toString(point);
        assertThat(Headers.of(text, text).get(text)).isEqualTo(text);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD83D", "\uDE00", "a\uD83Db", "\uDE00\uD83D", "\uD83D\uD83D\uDE00"})
  void half_a_surrogate_pair_is_refused_in_name_and_value(String text) {
    assertThat(refusal(() -> Headers.of("a", text))).isEqualTo(MqException.Kind.INVALID);
    assertThat(refusal(() -> Headers.of(text, "a"))).isEqualTo(MqException.Kind.INVALID);
    assertThat(refusal(() -> Headers.none().with("a", text))).isEqualTo(MqException.Kind.INVALID);
    assertThat(refusal(() -> Headers.of(Map.of("a", text)))).isEqualTo(MqException.Kind.INVALID);
  }

  @Test
  void names_that_are_empty_or_twice_and_lone_names_are_refused() {
    assertThat(refusal(() -> Headers.of("", "a"))).isEqualTo(MqException.Kind.INVALID);
    assertThat(refusal(() -> Headers.of("a", "1", "a", "2"))).isEqualTo(MqException.Kind.INVALID);
    assertThat(refusal(() -> Headers.of("a"))).isEqualTo(MqException.Kind.INVALID);
  }

  @Test
  void a_changed_copy_leaves_the_original_alone() {
    Headers original = Headers.of("a", "1", "b", "2");

    assertThat(original.with("a", "9").toMap()).isEqualTo(Map.of("a", "9", "b", "2"));
    assertThat(original.with("c", "3").size()).isEqualTo(3);
    assertThat(original.without("a").toMap()).isEqualTo(Map.of("b", "2"));
    assertThat(original.withoutAll(name -> true)).isEqualTo(Headers.none());
    assertThat(original.without("x")).isSameAs(original);
    assertThat(original.toMap()).isEqualTo(Map.of("a", "1", "b", "2"));
  }

  @Test
  void the_array_and_the_map_that_were_given_can_be_used_again() {
    String[] pairs = {"a", "1"};
    Headers headers = Headers.of(pairs);
    pairs[1] = "2";
    headers.toMap().clear();

    assertThat(headers.get("a")).isEqualTo("1");
  }

  @Test
  void the_order_is_kept_but_does_not_count() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("z", "1");
    map.put("a", "2");
    List<String> seen = new ArrayList<>();
    Headers.of(map).forEach((name, value) -> seen.add(name + value));

    assertThat(seen).containsExactly("z1", "a2");
    assertThat(Headers.of(map)).isEqualTo(Headers.of("a", "2", "z", "1"));
    assertThat(Headers.of(map).hashCode()).isEqualTo(Headers.of("a", "2", "z", "1").hashCode());
    assertThat(Headers.of(map)).isNotEqualTo(Headers.of("a", "2", "z", "2"));
  }

  @Test
  void the_text_shows_no_value() {
    assertThat(Headers.of("name", "secret").toString()).contains("name").doesNotContain("secret");
  }
}
