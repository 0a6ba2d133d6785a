package io.mq4j.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.mq4j.Delivery;
import io.mq4j.Headers;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import io.mq4j.ReservedHeaders;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RedriveTest {
  private static final Message MESSAGE =
      Message.text("m").id("order-1").key("k").headers(Headers.of("a", "1"));

  private static Message sent(Outcome outcome) {
    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FORWARD);
    return Objects.requireNonNull(outcome.message());
  }

  private static Message died(Message message) throws Exception {
    return sent(
        DeadLetter.to("dlq")
            .decorate(any -> Outcome.reject(new Exception("no")))
            .handle(Delivery.of("orders", "billing", message)));
  }

  private static Outcome redriven(Message dead) throws Exception {
    return Redrive.toOrigin().handle(Delivery.of("dlq", "redrive", dead));
  }

  @Test
  void a_dead_letter_goes_back_as_it_was_to_the_one_group() throws Exception {
    Outcome outcome = redriven(died(MESSAGE));

    assertThat(outcome.topic()).isEqualTo("orders");
    Message back = sent(outcome);
    assertThat(back.id()).isEqualTo("order-1");
    assertThat(back.key()).isEqualTo("k");
    assertThat(back.body()).isEqualTo(MESSAGE.body());
    assertThat(back.headers())
        .isEqualTo(Headers.of("a", "1", "mq-generation", "1", "mq-target-group", "billing"));
  }

  @Test
  void each_redrive_is_a_generation_of_its_own() throws Exception {
    Message second = sent(redriven(died(sent(redriven(died(MESSAGE))))));

    assertThat(second.headers())
        .isEqualTo(Headers.of("a", "1", "mq-generation", "2", "mq-target-group", "billing"));
    assertThat(died(second).id()).isNotEqualTo(died(MESSAGE).id());
  }

  @Test
  void a_redriven_message_is_another_one_for_idempotency() throws Exception {
    Message back = sent(redriven(died(MESSAGE)));

    assertThat(IdempotencyStore.Key.of(Delivery.of("orders", "billing", back)))
        .isNotEqualTo(IdempotencyStore.Key.of(Delivery.of("orders", "billing", MESSAGE)));
  }

  @Test
  void what_is_no_dead_letter_is_rejected_by_type() throws Exception {
    Message dead = died(MESSAGE);
    for (String missing :
        new String[] {
          ReservedHeaders.DEAD_TOPIC, ReservedHeaders.DEAD_GROUP, ReservedHeaders.DEAD_ID
        }) {
      Outcome outcome = redriven(dead.headers(dead.headers().without(missing)));

      assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REJECT);
      assertThat(outcome.cause())
          .isInstanceOfSatisfying(
              MqException.class,
              error -> assertThat(error.kind()).isEqualTo(MqException.Kind.INVALID));
    }
  }
}
