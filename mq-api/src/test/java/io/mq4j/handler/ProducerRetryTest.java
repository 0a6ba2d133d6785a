package io.mq4j.handler;

import static io.mq4j.MqException.Kind.CLOSED;
import static io.mq4j.MqException.Kind.REFUSED;
import static io.mq4j.MqException.Kind.TIMEOUT;
import static io.mq4j.MqException.Kind.TOO_LARGE;
import static io.mq4j.MqException.Kind.UNAVAILABLE;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.Producer;
import io.mq4j.Receipt;
import io.mq4j.SendOptions;
import io.mq4j.SendResult;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProducerRetryTest {
  private static final Message MESSAGE = Message.text("m").id("7");
  private static final SendOptions OPTIONS = SendOptions.NONE.priority(3);
  private static final ProducerRetry QUICK = ProducerRetry.fixed(ofMillis(1));
  private static final ProducerRetry SLOW = ProducerRetry.fixed(ofHours(1));

  private final ScriptedProducer script = new ScriptedProducer();

  private MqException errorOf(CompletableFuture<Receipt> sent) {
    ExecutionException error =
        catchThrowableOfType(ExecutionException.class, () -> sent.get(30, TimeUnit.SECONDS));
    return (MqException) Objects.requireNonNull(error.getCause());
  }

  @Test
  void a_send_that_failed_is_made_again_with_the_same_id_and_wishes() throws Exception {
    Producer producer = script.failing(UNAVAILABLE, REFUSED).with(QUICK);

    Receipt receipt = producer.send("t", MESSAGE, OPTIONS).get(30, TimeUnit.SECONDS);

    assertThat(receipt.messageId()).isEqualTo("7");
    assertThat(script.sent)
        .hasSize(3)
        .containsOnly(new ScriptedProducer.Sent("t", MESSAGE, OPTIONS));
  }

  @Test
  void the_last_error_is_told_when_the_attempts_are_used_up() {
    Producer producer = script.failing(UNAVAILABLE, UNAVAILABLE, REFUSED).with(QUICK);

    assertThat(errorOf(producer.send("t", MESSAGE)).kind()).isEqualTo(REFUSED);
    assertThat(script.sent).hasSize(3);
  }

  @Test
  void what_no_repetition_mends_is_not_sent_again() {
    Producer producer = script.failing(TOO_LARGE).with(QUICK);

    assertThat(errorOf(producer.send("t", MESSAGE)).kind()).isEqualTo(TOO_LARGE);
    assertThat(script.sent).hasSize(1);
  }

  @Test
  void what_is_unknown_is_sent_again_only_if_that_is_wanted() throws Exception {
    assertThat(errorOf(script.failing(TIMEOUT).with(QUICK).send("t", MESSAGE)).kind())
        .isEqualTo(TIMEOUT);

    script.failing(TIMEOUT).with(QUICK.unknown(true)).send("t", MESSAGE).get(30, TimeUnit.SECONDS);

    assertThat(script.sent).hasSize(3);
  }

  @Test
  void a_waiting_send_waits_for_its_repetition() {
    Producer producer = script.failing(UNAVAILABLE).with(QUICK);

    assertThat(producer.sendAndWait("t", MESSAGE, OPTIONS).messageId()).isEqualTo("7");
    assertThat(script.sent).hasSize(2);
  }

  @Test
  void a_waiting_send_throws_the_typed_error() {
    Producer producer = script.failing(TOO_LARGE).with(QUICK);

    MqException error =
        catchThrowableOfType(MqException.class, () -> producer.sendAndWait("t", MESSAGE));

    assertThat(error.kind()).isEqualTo(TOO_LARGE);
  }

  @Test
  void an_interrupt_ends_a_waiting_send_and_keeps_the_flag() {
    Producer producer = script.failing(UNAVAILABLE).with(SLOW);
    Thread.currentThread().interrupt();

    MqException error =
        catchThrowableOfType(MqException.class, () -> producer.sendAndWait("t", MESSAGE));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(error.kind()).isEqualTo(MqException.Kind.INTERRUPTED);
  }

  @Test
  void only_the_failed_messages_of_a_batch_are_sent_again() throws Exception {
    List<Message> messages = List.of(Message.text("1"), Message.text("2"), Message.text("3"));
    Producer producer = script.failing(REFUSED, TOO_LARGE).with(QUICK);

    List<SendResult> results = producer.sendAll("t", messages, OPTIONS).get(30, TimeUnit.SECONDS);

    assertThat(results).extracting(SendResult::message).isEqualTo(messages);
    assertThat(results).extracting(SendResult::confirmed).containsExactly(true, false, true);
    assertThat(script.calls).containsExactly("sendAll");
    assertThat(script.sent)
        .extracting(sent -> sent.message().text())
        .containsExactly("1", "2", "3", "1");
    assertThat(producer.sendAll("t", List.of()).get(30, TimeUnit.SECONDS)).isEmpty();
  }

  @Test
  void flush_waits_for_repetitions() throws Exception {
    Producer producer = script.failing(UNAVAILABLE).with(ProducerRetry.fixed(ofMillis(30)));
    CompletableFuture<Receipt> sent = producer.send("t", MESSAGE);

    producer.flush();

    assertThat(sent).isCompleted();
    assertThat(script.calls).containsExactly("flush");
  }

  @Test
  void close_fails_what_waits_for_its_repetition_with_its_last_error() {
    Producer producer = script.failing(UNAVAILABLE).with(SLOW);
    CompletableFuture<Receipt> sent = producer.send("t", MESSAGE);

    producer.close(Duration.ofSeconds(2));

    assertThat(sent).isCompletedExceptionally();
    assertThat(errorOf(sent).kind()).isEqualTo(UNAVAILABLE);
    assertThat(script.calls).containsExactly("close PT2S");
  }

  @Test
  void what_fails_after_close_is_not_sent_again() {
    Producer producer = script.failing(UNAVAILABLE).with(SLOW);
    producer.close();

    assertThat(errorOf(producer.send("t", MESSAGE)).kind()).isEqualTo(UNAVAILABLE);
    assertThat(script.calls).containsExactly("close");
  }

  @Test
  void a_closed_producer_is_not_asked_again() {
    assertThat(errorOf(script.failing(CLOSED).with(QUICK).send("t", MESSAGE)).kind())
        .isEqualTo(CLOSED);
    assertThat(script.sent).hasSize(1);
  }

  @Test
  void all_faults_are_told_at_once() {
    assertThatThrownBy(() -> script.with(ProducerRetry.fixed(Duration.ZERO).attempts(0).jitter(2)))
        .isInstanceOfSatisfying(MqException.class, error -> assertThat(error.faults()).hasSize(4));
  }
}
