package io.mq4j.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.mq4j.Delivery;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class JsonCodecTest {
  private static final String SECRET = "4111111111111111";

  enum Size {
    SMALL,
    LARGE
  }

  record Order(String customer, int amount, @Nullable Size size) {}

  record Strict(String text) {
    Strict {
      if (text.startsWith("4")) {
        throw new IllegalArgumentException("bad text " + text);
      }
    }
  }

  record Anything(Object value) {}

  record Marked(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Object value) {}

  record Big(BigInteger value) {}

  record Node(List<Node> nodes) {}

  private static final class Beacon {
    private static final List<Beacon> LIT = new ArrayList<>();

    @SuppressWarnings("unused")
    Beacon() {
      LIT.add(this);
    }
  }

  private final JsonCodec codec = JsonCodec.standard();

  @Test
  void a_value_comes_back_as_it_was() {
    Order order = new Order("zoë \uD83D\uDE00", 7, Size.LARGE);

    Message message = codec.message(order);

    assertThat(message.contentType()).isEqualTo("application/json");
    assertThat(codec.decode(message, Order.class)).isEqualTo(order);
  }

  @Test
  void a_type_with_parameters_comes_back_as_it_was() {
    Map<String, List<Order>> orders = Map.of("a", List.of(new Order("c", 1, Size.SMALL)));

    assertThat(
            codec.decode(codec.message(orders), new TypeReference<Map<String, List<Order>>>() {}))
        .isEqualTo(orders);
  }

  @Test
  void a_time_is_written_in_iso_8601() {
    assertThat(codec.message(List.of(Instant.EPOCH)).text())
        .isEqualTo("[\"1970-01-01T00:00:00Z\"]");
  }

  @Test
  void a_property_that_the_type_does_not_have_is_ignored() {
    Message message =
        Message.text("{\"customer\":\"c\",\"amount\":1,\"size\":\"SMALL\",\"new\":{}}");

    assertThat(codec.decode(message, Order.class)).isEqualTo(new Order("c", 1, Size.SMALL));
  }

  @Test
  void a_property_that_the_body_does_not_have_is_absent() {
    assertThat(codec.decode(Message.text("{\"customer\":\"c\"}"), Order.class))
        .isEqualTo(new Order("c", 0, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "{",
        "[]",
        "7",
        "{\"customer\":\"c\",\"amount\":1} {}",
        "{\"customer\":\"c\",\"amount\":1} x",
        "{\"customer\":\"c\",\"amount\":null}",
        "{\"customer\":\"c\",\"amount\":\"1\"}",
        "{\"customer\":\"c\",\"amount\":1.5}",
        "{\"customer\":\"c\",\"amount\":99999999999}",
        "{\"customer\":\"c\",\"amount\":1,\"size\":\"HUGE\"}",
        "{\"customer\":{},\"amount\":1}"
      })
  void what_would_have_to_be_corrected_is_undecodable(String body) {
    MqException error =
        catchThrowableOfType(
            MqException.class, () -> codec.decode(Message.text(body), Order.class));

    assertThat(error.kind()).isEqualTo(MqException.Kind.UNDECODABLE);
    assertThat(error.retryable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        SECRET + "x",
        "{\"customer\":\"c\",\"amount\":" + SECRET + "}",
        "{\"customer\":\"c\",\"amount\":\"" + SECRET + "\"}",
        "{\"customer\":\"c\",\"amount\":1,\"size\":\"" + SECRET + "\"}",
        "{\"" + SECRET + "\":truth}",
        "{\"customer\":[\"" + SECRET + "\"]}",
        "\"" + SECRET + "\""
      })
  void an_error_tells_nothing_of_the_body(String body) {
    MqException error =
        catchThrowableOfType(
            MqException.class, () -> codec.decode(Message.text(body), Order.class));

    assertThat(everythingIn(error)).doesNotContain("4111").contains(Order.class.getName());
  }

  @Test
  void an_error_of_the_types_own_constructor_tells_nothing_of_the_body() {
    Message message = Message.text("{\"text\":\"" + SECRET + "\"}");

    MqException error =
        catchThrowableOfType(MqException.class, () -> codec.decode(message, Strict.class));

    assertThat(everythingIn(error)).doesNotContain("4111").contains("IllegalArgumentException");
  }

  @Test
  void an_error_in_a_map_tells_no_key_of_it() {
    Message message = Message.text("{\"" + SECRET + "\":\"x\"}");
    TypeReference<Map<String, Integer>> type = new TypeReference<>() {};

    MqException error = catchThrowableOfType(MqException.class, () -> codec.decode(message, type));

    assertThat(everythingIn(error)).doesNotContain("4111");
  }

  @Test
  void an_error_tells_the_place() {
    Message message = Message.text("{\"customer\":\"c\",\n  \"amount\":truth}");

    MqException error =
        catchThrowableOfType(MqException.class, () -> codec.decode(message, Order.class));

    assertThat(error).hasMessageContaining("line 2");
  }

  @Test
  void a_class_name_in_a_body_makes_nothing_of_that_class() {
    String body =
        "{\"value\":{\"@class\":\"" + Beacon.class.getName() + "\",\"@type\":\"x\",\"a\":1}}";

    Anything read = codec.decode(Message.text(body), Anything.class);

    assertThat(read.value()).isInstanceOf(Map.class);
    assertThat(Beacon.LIT).isEmpty();
  }

  @Test
  void a_class_name_is_refused_even_where_a_type_of_object_asks_for_one() {
    String body = "{\"value\":{\"@class\":\"" + Beacon.class.getName() + "\"}}";

    MqException error =
        catchThrowableOfType(
            MqException.class, () -> codec.decode(Message.text(body), Marked.class));

    assertThat(error.kind()).isEqualTo(MqException.Kind.UNDECODABLE);
    assertThat(Beacon.LIT).isEmpty();
  }

  @Test
  void a_nesting_too_deep_for_the_stack_is_undecodable() {
    String deep = "{\"nodes\":[".repeat(100_000);

    MqException error =
        catchThrowableOfType(MqException.class, () -> codec.decode(Message.text(deep), Node.class));

    assertThat(error.kind()).isEqualTo(MqException.Kind.UNDECODABLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {5_000, 1_000_000})
  void a_number_too_long_to_be_read_in_good_time_is_undecodable(int digits) {
    String body = "{\"value\":" + "9".repeat(digits) + "}";

    MqException error =
        catchThrowableOfType(MqException.class, () -> codec.decode(Message.text(body), Big.class));

    assertThat(error.kind()).isEqualTo(MqException.Kind.UNDECODABLE);
    assertThat(everythingIn(error)).doesNotContain("9999");
  }

  @Test
  void bytes_that_are_no_utf_8_are_undecodable() {
    byte[] body = "{\"customer\":\"?\",\"amount\":1}".getBytes(UTF_8);
    body[13] = (byte) 0xFF;

    MqException error =
        catchThrowableOfType(MqException.class, () -> codec.decode(Message.of(body), Order.class));

    assertThat(error.kind()).isEqualTo(MqException.Kind.UNDECODABLE);
  }

  @Test
  void a_handler_gets_the_value_and_is_done() throws Exception {
    List<Object> seen = new ArrayList<>();
    MessageHandler handler =
        codec.handler(
            Order.class, (order, delivery) -> seen.add(order.customer() + delivery.topic()));

    Outcome outcome =
        handler.handle(Delivery.of("t", "g", codec.message(new Order("c", 1, Size.SMALL))));

    assertThat(outcome).isSameAs(Outcome.done());
    assertThat(seen).containsExactly("ct");
  }

  @Test
  void a_handler_of_undecodable_bodies_never_runs_its_action() {
    List<Object> seen = new ArrayList<>();
    MessageHandler handler =
        codec.handler(new TypeReference<List<Order>>() {}, (orders, delivery) -> seen.add(orders));

    MqException error =
        catchThrowableOfType(
            MqException.class, () -> handler.handle(Delivery.of("t", "g", Message.text("{}"))));

    assertThat(error.kind()).isEqualTo(MqException.Kind.UNDECODABLE);
    assertThat(seen).isEmpty();
  }

  static final class Torn {
    @JsonCreator
    @SuppressWarnings("unused")
    Torn(@JsonProperty("a") int a) {}

    @JsonCreator
    @SuppressWarnings("unused")
    Torn(@JsonProperty("b") String b) {}
  }

  @Test
  void a_type_that_no_json_can_become_is_refused_when_the_handler_is_made() {
    MqException error =
        catchThrowableOfType(
            MqException.class, () -> codec.handler(Torn.class, (value, delivery) -> {}));

    assertThat(error.kind()).isEqualTo(MqException.Kind.CONFIGURATION);
  }

  @Test
  void a_value_that_can_not_be_written_is_invalid() {
    List<Object> ring = new ArrayList<>();
    ring.add(ring);

    MqException error = catchThrowableOfType(MqException.class, () -> codec.message(ring));

    assertThat(error.kind()).isEqualTo(MqException.Kind.INVALID);
  }

  @Test
  void a_mapper_of_ones_own_has_its_own_settings() {
    JsonCodec strict =
        JsonCodec.of(
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build());
    Message message = Message.text("{\"text\":\"a\",\"" + SECRET + "\":1}");

    MqException error =
        catchThrowableOfType(MqException.class, () -> strict.decode(message, Strict.class));

    assertThat(everythingIn(error)).doesNotContain("4111");
    assertThat(codec.decode(message, Strict.class)).isEqualTo(new Strict("a"));
  }

  private static String everythingIn(Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
