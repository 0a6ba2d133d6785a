package shop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mq4j.spi.BrokerProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ServiceTest {
  @Test
  void the_memory_broker_is_found() {
    assertTrue(ServiceLoader.load(BrokerProvider.class).findFirst().isPresent());
  }
}
