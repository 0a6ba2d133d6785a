package author;

import io.mq4j.Faults;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.BrokerProvider;
import io.mq4j.spi.BrokerUrl;
import java.util.Set;

/** Makes a broker of its own for each {@code heap:}. */
public final class HeapProvider implements BrokerProvider {
  @Override
  public Set<String> schemes() {
    return Set.of("heap");
  }

  @Override
  public BrokerDriver open(BrokerUrl url) {
    Faults faults = new Faults("heap broker");
    url.knownOptions(Set.of(), faults);
    faults.throwIfAny();
    return new HeapDriver(new HeapServer());
  }
}
