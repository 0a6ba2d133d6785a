package io.mq4j.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mq4j.Headers;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.Producer;
import io.mq4j.SendOptions;
import io.mq4j.SendResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefaultHeadersTest {
  private static final SendOptions OPTIONS = SendOptions.NONE.priority(3);

  private final ScriptedProducer script = new ScriptedProducer();
  private final Producer producer =
      script.with(DefaultHeaders.of(Headers.of("source", "shop", "tenant", "1")));

  @Test
  void a_message_gets_the_headers_that_it_lacks_and_keeps_its_own() throws Exception {
    producer.send("t", Message.text("m").header("tenant", "2").header("x", ""), OPTIONS).join();

    ScriptedProducer.Sent sent = script.next();
    assertThat(sent.message().headers())
        .isEqualTo(Headers.of("source", "shop", "tenant", "2", "x", ""));
    assertThat(sent.options()).isEqualTo(OPTIONS);
    assertThat(sent.topic()).isEqualTo("t");
  }

  @Test
  void a_message_keeps_everything_else() throws Exception {
    Message message = Message.text("m").key("k").id("7");

    assertThat(producer.sendAndWait("t", message).messageId()).isEqualTo("7");

    Message sent = script.next().message();
    assertThat(sent.key()).isEqualTo("k");
    assertThat(sent.text()).isEqualTo("m");
    assertThat(sent.headers()).isEqualTo(Headers.of("source", "shop", "tenant", "1"));
    assertThat(script.calls).containsExactly("sendAndWait");
  }

  @Test
  void results_of_a_batch_name_the_messages_as_they_were_given() throws Exception {
    Message first = Message.text("1");
    Message second = Message.text("2");
    script.failing(MqException.Kind.REFUSED);

    List<SendResult> results = producer.sendAll("t", List.of(first, second), OPTIONS).join();

    assertThat(results).extracting(SendResult::confirmed).containsExactly(false, true);
    assertThat(results.get(0).message()).isSameAs(first);
    assertThat(results.get(1).message()).isSameAs(second);
    assertThat(script.next().message().header("source")).isEqualTo("shop");
    assertThat(script.next().options()).isEqualTo(OPTIONS);
  }

  @Test
  void flush_and_close_reach_the_producer() {
    producer.flush();
    producer.close(Duration.ofSeconds(2));
    producer.close();

    assertThat(script.calls).containsExactly("flush", "close PT2S", "close");
  }

  @Test
  void reserved_names_are_refused_all_at_once() {
    assertThatThrownBy(() -> DefaultHeaders.of(Headers.of("mq-id", "1", "a", "", "mq-x", "2")))
        .isInstanceOf(MqException.class)
        .hasMessageContaining("mq-id")
        .hasMessageContaining("mq-x");
  }

  @Test
  void values_are_not_shown() {
    assertThat(producer.toString()).contains("tenant").doesNotContain("shop");
  }
}
