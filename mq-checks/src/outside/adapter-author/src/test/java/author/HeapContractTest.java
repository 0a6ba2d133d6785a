package author;

import io.mq4j.Broker;
import io.mq4j.MqListener;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.testkit.BrokerContract;
import io.mq4j.testkit.BrokerHarness;
import java.util.UUID;

final class HeapContractTest extends BrokerContract {
  private final HeapServer server = new HeapServer();

  @Override
  protected BrokerHarness harness() {
    return new BrokerHarness() {
      @Override
      public String name() {
        return "heap";
      }

      @Override
      public BrokerDriver driver() {
        return new HeapDriver(server);
      }

      @Override
      public Broker connect(MqListener listener) {
        return Broker.builder(driver()).listener(listener).build();
      }

      @Override
      public String provision(String hint) {
        return hint + UUID.randomUUID();
      }
    };
  }
}
