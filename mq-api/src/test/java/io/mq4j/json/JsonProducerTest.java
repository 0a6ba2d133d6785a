package io.mq4j.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.mq4j.Message;
import io.mq4j.Producer;
import io.mq4j.Receipt;
import io.mq4j.SendOptions;
import io.mq4j.SendResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class JsonProducerTest {
  private final List<Message> sent = new ArrayList<>();
  private final JsonProducer<String> producer =
      JsonCodec.standard().producer(new Noting(), "t", String.class);

  @Test
  void values_are_sent_as_json_in_messages_that_can_be_completed() {
    producer.send("a").join();
    producer.send("b", message -> message.key("k")).join();

    assertThat(producer.sendAndWait("c").topic()).isEqualTo("t");
    assertThat(sent).extracting(Message::text).containsExactly("\"a\"", "\"b\"", "\"c\"");
    assertThat(sent).extracting(Message::key).containsExactly(null, "k", null);
    assertThat(sent).extracting(Message::contentType).containsOnly("application/json");
  }

  private final class Noting implements Producer {
    @Override
    public CompletableFuture<Receipt> send(String topic, Message message, SendOptions options) {
      return CompletableFuture.completedFuture(sendAndWait(topic, message, options));
    }

    @Override
    public Receipt sendAndWait(String topic, Message message, SendOptions options) {
      sent.add(message);
      return Receipt.of(topic, message, "");
    }

    @Override
    public CompletableFuture<List<SendResult>> sendAll(
        String topic, List<Message> messages, SendOptions options) {
      throw new AssertionError("no batch is sent");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public void close(Duration within) {}
  }
}
