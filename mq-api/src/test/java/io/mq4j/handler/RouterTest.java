package io.mq4j.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mq4j.Delivery;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RouterTest {
  private final List<String> seen = new ArrayList<>();

  private MessageHandler named(String name) {
    return MessageHandler.of(delivery -> seen.add(name));
  }

  private static Delivery typed(@Nullable String contentType) {
    return Delivery.of("t", "g", Message.of(new byte[0]).contentType(contentType));
  }

  @Test
  void a_message_goes_to_the_handler_of_its_header() throws Exception {
    Router router =
        Router.byHeader("type").route("a", named("a")).route("b", named("b")).otherwise(named("x"));

    router.handle(Delivery.of("t", "g", Message.text("").header("type", "b")));
    router.handle(Delivery.of("t", "g", Message.text("").header("type", "a")));
    router.handle(Delivery.of("t", "g", Message.text("").header("type", "A")));
    router.handle(Delivery.of("t", "g", Message.text("").header("Type", "a")));

    assertThat(seen).containsExactly("b", "a", "x", "x");
  }

  @Test
  void a_message_goes_to_the_handler_of_its_topic() throws Exception {
    Router router = Router.byTopic().route("a", named("a")).otherwise(named("x"));

    router.handle(Delivery.of("a", "g", Message.text("")));
    router.handle(Delivery.of("b", "g", Message.text("")));

    assertThat(seen).containsExactly("a", "x");
  }

  @Test
  void parameters_and_case_of_a_content_type_do_not_count() throws Exception {
    Router router =
        Router.byContentType()
            .route("Application/JSON", named("json"))
            .route("text/plain", named("text"))
            .otherwise(named("x"));

    router.handle(typed("application/json"));
    router.handle(typed("TEXT/plain ; charset=utf-8"));
    router.handle(typed("text/html"));
    router.handle(typed(null));

    assertThat(seen).containsExactly("json", "text", "x", "x");
  }

  @Test
  void the_answer_and_the_failure_of_a_handler_are_the_routers() throws Exception {
    Outcome answer = Outcome.reject(new IOException());
    IOException failure = new IOException();
    Router router =
        Router.byTopic()
            .route("a", delivery -> answer)
            .otherwise(
                delivery -> {
                  throw failure;
                });

    assertThat(router.handle(Delivery.of("a", "g", Message.text("")))).isSameAs(answer);
    assertThatThrownBy(() -> router.handle(Delivery.of("b", "g", Message.text(""))))
        .isSameAs(failure);
  }

  @Test
  void what_has_no_route_is_rejected_by_type_and_its_value_is_not_told() throws Exception {
    Router router = Router.byHeader("type").route("a", named("a")).otherwiseReject();

    Outcome outcome =
        router.handle(Delivery.of("t", "g", Message.text("").header("type", "secret")));

    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REJECT);
    assertThat(outcome.cause())
        .isInstanceOf(MqException.class)
        .hasMessageContaining("header type")
        .hasMessageNotContaining("secret");
  }

  @Test
  void no_route_and_routes_given_twice_are_refused() {
    assertThatThrownBy(() -> Router.byTopic().otherwiseReject())
        .isInstanceOf(MqException.class)
        .hasMessageContaining("routes is 0");
    MqException error =
        catchThrowableOfType(
            MqException.class,
            () ->
                Router.byContentType()
                    .route("a/b", named("1"))
                    .route("A/B", named("2"))
                    .route("a/b; c=d", named("3"))
                    .otherwiseReject());
    assertThat(error.faults()).hasSize(2);
  }
}
