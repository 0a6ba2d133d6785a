package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ShopTest {
  @Test
  void an_order_is_charged() throws Exception {
    assertTrue(Shop.class.getModule().isNamed(), "this project is on the module path");
    Shop.Order order = new Shop.Order("ada", 1250);
    assertEquals(order, Shop.trade("memory:", order));
  }

  @Test
  void the_service_starts_from_the_module_path_alone() throws Exception {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-p",
                System.getProperty("jdk.module.path"),
                "-m",
                "shop/shop.Shop")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, java.waitFor(), output);
    assertEquals("charged Order[customer=ada, cents=1250]", output.strip());
  }
}
