package io.mq4j.examples.directory;

import io.mq4j.Broker;
import io.mq4j.MqListener;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.BrokerUrl;
import io.mq4j.testkit.BrokerContract;
import io.mq4j.testkit.BrokerHarness;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

// snippet: adapterContract
final class DirectoryContractTest extends BrokerContract {
  @TempDir private Path folder;

  @Override
  protected BrokerHarness harness() {
    return new Harness("dir:" + folder + "?sync=false");
  }

  private record Harness(String url) implements BrokerHarness {
    @Override
    public String name() {
      return "dir";
    }

    @Override
    public BrokerDriver driver() {
      return new DirectoryProvider().open(BrokerUrl.parse(url));
    }

    @Override
    public Broker connect(MqListener listener) {
      return Broker.builder(driver()).listener(listener).logging(false).build();
    }

    @Override
    public String provision(String hint) {
      return hint + "-" + UUID.randomUUID();
    }

    @Override
    public Map<String, String> waivers() {
      return Map.of(
          "AK1", "a topic of a group has one owner at a time: others get nothing meanwhile");
    }

    @Override
    public double timeFactor() {
      return 3; // each message is a file
    }
  }
}
// end
