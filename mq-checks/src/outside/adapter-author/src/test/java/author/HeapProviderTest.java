package author;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mq4j.Broker;
import org.junit.jupiter.api.Test;

class HeapProviderTest {
  @Test
  void the_adapter_is_found_by_its_scheme() {
    try (Broker broker = Broker.connect("heap:")) {
      assertEquals("heap", broker.capabilities().adapter());
    }
  }
}
