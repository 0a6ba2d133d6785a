package io.mq4j.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mq4j.Broker;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.MqException.Kind;
import io.mq4j.Producer;
import io.mq4j.ProducerOptions;
import io.mq4j.Receipt;
import io.mq4j.SendOptions;
import io.mq4j.spi.Outgoing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
final class SenderTest {
  private static final Duration NOT_LONG = Duration.ofMillis(300);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_send_is_done_when_the_broker_has_confirmed_it(boolean threadSafe) throws Exception {
    SteeredDriver driver = new SteeredDriver(threadSafe);
    try (Broker broker = Broker.builder(driver).build()) {
      CompletableFuture<Receipt> sent = broker.producer().send("t", Message.text("m"));
      Outgoing outgoing = take(driver);

      assertThat(sent).isNotDone();
      outgoing.confirmed("7");
      assertThat(sent.get(5, TimeUnit.SECONDS).position()).isEqualTo("7");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_a_broken_connection_left_is_repeated_in_order_on_the_next(boolean threadSafe)
      throws Exception {
    SteeredDriver driver = new SteeredDriver(threadSafe);
    try (Broker broker = Broker.builder(driver).build()) {
      List<String> ids = new ArrayList<>();
      List<CompletableFuture<Receipt>> sends = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Message message = Message.text("m" + i);
        ids.add(message.id());
        sends.add(broker.producer().send("t", message));
      }
      List<Outgoing> first = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        first.add(take(driver));
      }
      first.get(3).confirmed("");
      driver.confirmsAtOnce = true;
      first.get(10).failed(SteeredDriver.unavailable());

      CompletableFuture.allOf(sends.toArray(CompletableFuture<?>[]::new)).get(5, TimeUnit.SECONDS);
      ids.remove(3);
      assertThat(driver.submitted.stream().map(send -> send.message().id()).toList())
          .isEqualTo(ids);
      assertThat(driver.connections).isEqualTo(2);
    }
  }

  @Test
  void what_comes_while_a_group_is_under_way_is_the_next_group() throws Exception {
    SteeredDriver driver = new SteeredDriver(false);
    driver.confirmsAtOnce = true;
    try (Broker broker = Broker.builder(driver).build()) {
      for (int i = 0; i < 1000; i++) {
        broker.producer().send("t", Message.text("m")).exceptionally(error -> null);
      }
      broker.producer().flush();

      assertThat(driver.submitted).hasSize(1000);
      assertThat(driver.groups.stream().mapToInt(Integer::intValue).max().orElse(0))
          .isGreaterThan(1);
    }
  }

  @Test
  void a_send_during_an_outage_waits_until_its_time_out_and_is_then_unknown() {
    SteeredDriver driver = new SteeredDriver(true);
    driver.away = true;
    try (Broker broker = Broker.builder(driver).build()) {
      Producer producer = broker.producer(ProducerOptions.DEFAULT.timeout(NOT_LONG));
      MqException error = failureOf(producer.send("t", Message.text("m")));

      assertThat(error.kind()).isEqualTo(Kind.TIMEOUT);
      assertThat(error.getCause()).hasMessageContaining("away");
      assertThat(broker.health().healthy()).isFalse();
    }
  }

  @Test
  void a_send_during_an_outage_goes_through_when_the_broker_is_back() throws Exception {
    SteeredDriver driver = new SteeredDriver(true);
    driver.away = true;
    driver.confirmsAtOnce = true;
    try (Broker broker = Broker.builder(driver).build()) {
      CompletableFuture<Receipt> sent = broker.producer().send("t", Message.text("m"));
      driver.away = false;

      assertThat(sent.get(5, TimeUnit.SECONDS).topic()).isEqualTo("t");
      assertThat(broker.health().healthy()).isTrue();
    }
  }

  @Test
  void a_refused_password_is_told_at_once() {
    SteeredDriver driver = new SteeredDriver(true);
    driver.refusesPassword = true;
    try (Broker broker = Broker.builder(driver).build()) {
      MqException error = failureOf(broker.producer().send("t", Message.text("m")));

      assertThat(error.kind()).isEqualTo(Kind.UNAUTHORIZED);
    }
  }

  @Test
  void a_full_buffer_makes_a_send_wait_for_room() throws Exception {
    SteeredDriver driver = new SteeredDriver(true);
    try (Broker broker = Broker.builder(driver).build()) {
      Producer producer =
          broker.producer(ProducerOptions.DEFAULT.bufferBytes(1024).timeout(NOT_LONG));
      List<CompletableFuture<Receipt>> sends = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        sends.add(producer.send("t", Message.wrap(new byte[50])));
      }
      MqException error = failureOf(producer.send("t", Message.wrap(new byte[500])));

      assertThat(error.kind()).isEqualTo(Kind.TIMEOUT);
      assertThat(driver.submitted).hasSize(3);
      for (CompletableFuture<Receipt> unconfirmed : sends) {
        assertThat(failureOf(unconfirmed).kind()).isEqualTo(Kind.TIMEOUT);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void close_ends_what_never_was_confirmed_as_unknown(boolean threadSafe) throws Exception {
    SteeredDriver driver = new SteeredDriver(threadSafe);
    Broker broker = Broker.builder(driver).build();
    CompletableFuture<Receipt> sent = broker.producer().send("t", Message.text("m"));
    Outgoing outgoing = take(driver);
    broker.close(NOT_LONG);
    outgoing.confirmed("late");

    assertThat(failureOf(sent).kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(failureOf(broker.producer().send("t", Message.text("m"))).kind())
        .isEqualTo(Kind.CLOSED);
  }

  @Test
  void what_the_broker_cannot_carry_is_refused_before_anything_is_sent() {
    SteeredDriver driver = new SteeredDriver(true);
    try (Broker broker = Broker.builder(driver).build()) {
      Producer producer = broker.producer();
      Message plain = Message.text("m");

      assertThat(failureOf(producer.send("", plain)).kind()).isEqualTo(Kind.INVALID);
      assertThat(failureOf(producer.send("t", Message.wrap(new byte[1001]))).kind())
          .isEqualTo(Kind.TOO_LARGE);
      assertThat(failureOf(producer.send("t", plain.header("h", "ü".repeat(50)))).kind())
          .isEqualTo(Kind.TOO_LARGE);
      assertThat(failureOf(producer.send("t", plain.header("mq-id", "x"))).kind())
          .isEqualTo(Kind.INVALID);
      assertThat(failureOf(producer.send("t", plain, SendOptions.NONE.priority(1))).kind())
          .isEqualTo(Kind.UNSUPPORTED);
      assertThatThrownBy(() -> producer.sendAndWait("", plain)).isInstanceOf(MqException.class);
      assertThat(driver.submitted).isEmpty();
    }
  }

  private static Outgoing take(SteeredDriver driver) throws InterruptedException {
    Outgoing send = driver.submitted.poll(5, TimeUnit.SECONDS);
    assertThat(send).isNotNull();
    return requireNonNull(send);
  }

  private static MqException failureOf(CompletableFuture<?> future) {
    try {
      future.orTimeout(5, TimeUnit.SECONDS).join();
      throw new AssertionError("did not fail");
    } catch (CompletionException e) {
      return (MqException) requireNonNull(e.getCause());
    }
  }
}
