package io.mq4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mq4j.Feature;
import io.mq4j.MqException;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.BrokerProvider;
import io.mq4j.spi.BrokerUrl;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class KafkaProviderTest {
  private final BrokerProvider provider = new KafkaProvider();

  @Test
  void theServiceLoaderFindsIt() {
    assertThat(ServiceLoader.load(BrokerProvider.class))
        .anyMatch(found -> found.schemes().contains("kafka"));
  }

  @Test
  void allFaultsOfAUrlAreToldAtOnceAndThePasswordIsNot() {
    BrokerUrl url = BrokerUrl.parse("kafka://me:hush@/path?lingr=5ms&linger=2h");

    assertThatExceptionOfType(MqException.class)
        .isThrownBy(() -> provider.open(url))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(MqException.Kind.CONFIGURATION))
        .satisfies(e -> assertThat(e.faults()).hasSize(5))
        .withMessageNotContaining("hush");
  }

  @Test
  void topicNamesThatKafkaCantHaveAreInvalid() {
    BrokerDriver driver = provider.open(BrokerUrl.parse("kafka://host"));

    driver.checkTopic("orders.v1_EU-2");
    for (String odd : new String[] {"", ".", "..", "a b", "ä", "a/b", "x".repeat(250)}) {
      assertThatExceptionOfType(MqException.class)
          .isThrownBy(() -> driver.checkTopic(odd))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(MqException.Kind.INVALID));
    }
  }

  @Test
  void whatItCantDoIsRefused() {
    BrokerDriver driver = provider.open(BrokerUrl.parse("kafka://host"));

    assertThat(driver.name()).isEqualTo("kafka://host:9092");
    assertThat(driver.capabilities().has(Feature.DELAYED_REDELIVERY)).isFalse();
    assertThat(driver.capabilities().has(Feature.ORDER_BY_TOPIC)).isFalse();
    assertThat(driver.capabilities().has(Feature.ORDER_BY_KEY)).isTrue();
  }
}
