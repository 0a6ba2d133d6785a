package io.mq4j.examples.directory;

import io.mq4j.Faults;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.BrokerProvider;
import io.mq4j.spi.BrokerUrl;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;

/** Brokers for URLs such as {@code dir:/var/lib/queues} or {@code dir:queues?sync=false}. */
// snippet: adapterProvider
public final class DirectoryProvider implements BrokerProvider {
  /** For the ServiceLoader. */
  public DirectoryProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("dir");
  }

  @Override
  public BrokerDriver open(BrokerUrl url) {
    String sync = Objects.requireNonNullElse(url.option("sync"), "true");
    Faults faults = new Faults("dir broker");
    faults.require(!url.path().isBlank(), "path", "missing", "a folder, as in dir:/var/lib/queues");
    faults.require(url.hosts().isEmpty(), "hosts", url.hosts(), "left out: a folder has none");
    faults.require(sync.equals("true") || sync.equals("false"), "sync", sync, "true or false");
    url.knownOptions(Set.of("sync"), faults);
    faults.throwIfAny();
    return new DirectoryDriver(new Store(Path.of(url.path()), sync.equals("true")));
  }
}
// end
