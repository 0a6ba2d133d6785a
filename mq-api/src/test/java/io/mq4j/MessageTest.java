package io.mq4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MessageTest {
  @Test
  void neither_the_givers_array_nor_the_readers_changes_the_body() {
    byte[] body = {1, 2, 3};
    Message message = Message.of(body);
    body[0] = 9;
    message.body()[1] = 9;

    assertThat(message.body()).containsExactly(1, 2, 3);
  }

  @Test
  void a_wrapped_array_is_not_copied() {
    byte[] body = {1};

    assertThat(Message.wrap(body).array()).isSameAs(body);
  }

  @Test
  @SuppressWarnings("NullAway")
  void null_is_no_body() {
    assertThatThrownBy(() -> Message.of(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Message.wrap(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void an_empty_body_is_one() {
    assertThat(Message.of(new byte[0]).size()).isZero();
    assertThat(Message.text("").body()).isEmpty();
  }

  @Test
  void each_message_has_an_id_of_its_own_which_stays() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      ids.add(Message.text("").id());
    }
    Message message = Message.text("");

    assertThat(ids).hasSize(10_000);
    assertThat(message.key("k").header("a", "b").id()).isEqualTo(message.id());
  }

  @Test
  void an_empty_id_is_refused() {
    MqException error = catchThrowableOfType(MqException.class, () -> Message.text("").id(""));

    assertThat(error.kind()).isEqualTo(MqException.Kind.INVALID);
  }

  @Test
  void a_changed_copy_differs_in_nothing_else_and_leaves_the_original_alone() {
    Message original =
        Message.text("é")
            .id("1")
            .key("k")
            .headers(Headers.of("a", "b"))
            .timestamp(Instant.ofEpochSecond(1, 999_999));

    Message changed = original.id("2").key(null).contentType(null).header("c", "d");

    assertThat(original.id() + original.key() + original.contentType())
        .isEqualTo("1ktext/plain; charset=utf-8");
    assertThat(original.headers()).isEqualTo(Headers.of("a", "b"));
    assertThat(changed.id()).isEqualTo("2");
    assertThat(changed.key()).isNull();
    assertThat(changed.contentType()).isNull();
    assertThat(changed.headers()).isEqualTo(Headers.of("a", "b", "c", "d"));
    assertThat(changed.text()).isEqualTo("é");
    assertThat(changed.timestamp()).isEqualTo(Instant.ofEpochSecond(1));
  }

  @Test
  void the_text_shows_neither_body_nor_key_nor_headers() {
    assertThat(Message.text("secret1").key("secret2").header("a", "secret3").id("7").toString())
        .contains("7")
        .doesNotContain("secret");
  }
}
