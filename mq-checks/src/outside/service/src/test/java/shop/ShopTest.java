package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mq4j.memory.MemoryBroker;
import org.junit.jupiter.api.Test;

class ShopTest {
  @Test
  void an_order_is_charged() throws Exception {
    assertFalse(Shop.class.getModule().isNamed(), "this project is on the class path");
    Shop.Order order = new Shop.Order("ada", 1250);
    assertEquals(order, Shop.trade("memory:", order));
  }

  @Test
  void an_order_is_charged_though_its_confirmation_is_lost() throws Exception {
    try (MemoryBroker server = MemoryBroker.builder("shop").build()) {
      server.faults().loseConfirmations(1);
      Shop.Order order = new Shop.Order("bob", 99);
      assertEquals(order, Shop.trade("memory:shop", order));
    }
  }
}
