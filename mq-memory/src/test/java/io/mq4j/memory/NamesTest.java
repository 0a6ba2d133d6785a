package io.mq4j.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mq4j.Feature;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.MqException.Kind;
import io.mq4j.Ordering;
import io.mq4j.ProducerOptions;
import io.mq4j.SendOptions;
import io.mq4j.StartPosition;
import io.mq4j.Support;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.BrokerProvider;
import io.mq4j.spi.BrokerUrl;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Link;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class NamesTest {
  private static BrokerDriver open(String url) {
    return new MemoryProvider().open(BrokerUrl.parse(url));
  }

  private static Inbox inbox(BrokerDriver driver) {
    return new Inbox(
        driver.openConsumer(
            new ConsumerPlan(
                Lab.GROUP, List.of(Lab.TOPIC), Ordering.NONE, StartPosition.EARLIEST, 10),
            Link.NONE));
  }

  private static void send(BrokerDriver driver) {
    Lab.send(
        driver.openProducer(ProducerOptions.DEFAULT, Link.NONE),
        Message.text("a"),
        SendOptions.NONE);
  }

  private static void assertFails(Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(MqException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void the_provider_is_found_by_its_scheme() {
    assertThat(ServiceLoader.load(BrokerProvider.class))
        .anySatisfy(provider -> assertThat(provider.schemes()).containsExactly("memory"));
  }

  @Test
  void urls_of_one_name_share_a_broker_that_outlives_its_connections() {
    try (MemoryBroker broker = MemoryBroker.named("names-shared")) {
      BrokerDriver first = open("memory:names-shared");
      send(first);
      first.close();
      assertThat(inbox(open("memory:names-shared")).now()).containsExactly("a");
      assertThat(MemoryBroker.named("names-shared")).isSameAs(broker);
    }
  }

  @Test
  void brokers_of_different_names_know_nothing_of_each_other() {
    try (MemoryBroker one = MemoryBroker.named("names-one");
        MemoryBroker two = MemoryBroker.named("names-two")) {
      send(one.driver());
      assertThat(inbox(two.driver()).now()).isEmpty();
    }
  }

  @Test
  void a_bare_url_is_a_broker_of_its_own_that_ends_with_its_driver() {
    BrokerDriver one = open("memory:");
    BrokerDriver two = open("memory:");
    send(one);
    assertThat(inbox(two).now()).isEmpty();
    one.close();
    two.close();
    assertFails(Kind.UNAVAILABLE, () -> one.openProducer(ProducerOptions.DEFAULT, Link.NONE));
  }

  @Test
  void a_closed_broker_is_gone_and_its_name_is_free() {
    MemoryBroker first = MemoryBroker.named("names-closed");
    BrokerDriver driver = first.driver();
    send(driver);
    first.close();
    assertFails(Kind.UNAVAILABLE, () -> driver.openProducer(ProducerOptions.DEFAULT, Link.NONE));
    first.faults().start();
    assertFails(Kind.UNAVAILABLE, () -> driver.openProducer(ProducerOptions.DEFAULT, Link.NONE));
    try (MemoryBroker second = MemoryBroker.named("names-closed")) {
      assertThat(inbox(second.driver()).now()).isEmpty();
      first.close();
      assertThat(MemoryBroker.named("names-closed")).isSameAs(second);
    }
  }

  @Test
  void a_url_configures_a_new_broker_and_must_agree_with_an_old_one() {
    String url = "memory:names-url?partitions=3&capacity=100000&lease=2s&maxBodyBytes=77";
    BrokerDriver driver = open(url);
    try (MemoryBroker broker = MemoryBroker.named("names-url")) {
      assertThat(driver.capabilities().maxBodyBytes()).isEqualTo(77);
      open(url).close();
      open("memory:names-url?partitions=3").close();
      assertFails(Kind.CONFIGURATION, () -> open("memory:names-url?partitions=4"));
      assertFails(Kind.CONFIGURATION, () -> broker.toBuilder().build());
    }
  }

  @Test
  void all_faults_are_told_at_once() {
    assertThatThrownBy(() -> open("memory://u:p@h/x?partitions=0&lease=1ms&colour=red"))
        .isInstanceOfSatisfying(MqException.class, e -> assertThat(e.faults()).hasSize(5))
        .hasMessageNotContaining(":p@");
    assertThatThrownBy(
            () ->
                MemoryBroker.builder(" ")
                    .partitions(1025)
                    .capacity(1)
                    .lease(Duration.ofDays(2))
                    .maxBodyBytes(0)
                    .build())
        .isInstanceOfSatisfying(MqException.class, e -> assertThat(e.faults()).hasSize(5));
  }

  @Test
  void impossible_names_are_refused_without_a_connection() {
    BrokerDriver driver = open("memory:");
    for (String name : new String[] {"", "x".repeat(256), "\ud800", "a\udc00b"}) {
      assertFails(Kind.INVALID, () -> driver.checkTopic(name));
      ConsumerPlan plan =
          new ConsumerPlan(name, List.of("t"), Ordering.NONE, StartPosition.LATEST, 1);
      assertFails(Kind.INVALID, () -> driver.check(plan));
    }
    driver.checkTopic("x".repeat(255));
    driver.close();
  }

  @Test
  void what_dies_with_the_jvm_is_not_called_durable() {
    BrokerDriver driver = open("memory:");
    for (Feature feature : Feature.values()) {
      Support support = driver.capabilities().support(feature);
      switch (feature) {
        case DURABLE, PRIORITY, TRANSACTIONS, PATTERN_SUBSCRIBE ->
            assertThat(support).as(feature.name()).isEqualTo(Support.REFUSED);
        default -> assertThat(support).as(feature.name()).isEqualTo(Support.NATIVE);
      }
    }
    driver.close();
  }
}
