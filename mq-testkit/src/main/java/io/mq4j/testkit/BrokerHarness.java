package io.mq4j.testkit;

import io.mq4j.Broker;
import io.mq4j.Capabilities;
import io.mq4j.MqListener;
import io.mq4j.spi.BrokerDriver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the author of an adapter tells the contract suite: how to reach one running server. One may
 * be shared by all tests; called by one thread at a time unless said otherwise.
 */
public interface BrokerHarness {
  /** A missing topic's fate when somebody sends to it. */
  enum MissingTopic {
    /** It is created. */
    CREATED,
    /** The send fails with NO_SUCH_TOPIC. */
    REFUSED
  }

  /** The adapter and the server's version as reports show it, for instance {@code kafka 4.2}. */
  String name();

  /**
   * A fresh connection to the server, a client process of its own as far as the server can tell;
   * the suite closes it. Called by many threads.
   */
  Broker connect(MqListener listener);

  /** A fresh driver to the same server, for rules below the engine; the suite closes it. */
  BrokerDriver driver();

  /** A topic that nobody has used, existing or made at first use. The hint is short and plain. */
  String provision(String hint);

  /** What the adapter declares. */
  default Capabilities capabilities() {
    try (BrokerDriver driver = driver()) {
      return driver.capabilities();
    }
  }

  /** What becomes of a send to a topic that does not exist. */
  default MissingTopic missingTopic() {
    return MissingTopic.CREATED;
  }

  /** How to break things; empty leaves all rules about faults unverified. */
  default Optional<FaultInjector> faults() {
    return Optional.empty();
  }

  /** How to meet wrong passwords and certificates; empty leaves those rules unverified. */
  default Optional<SecuritySetup> security() {
    return Optional.empty();
  }

  /** Rules that this adapter does not keep, each by its id with the reason. */
  default Map<String, String> waivers() {
    return Map.of();
  }

  /** How many times slower than a broker within the process it is; stretches all time limits. */
  default double timeFactor() {
    return 1;
  }

  /**
   * How long a consumer may be silent before its messages go to others, if that is at most a few
   * seconds on the server under test; empty leaves the rule about slow handlers unverified.
   */
  default Optional<Duration> lease() {
    return Optional.empty();
  }

  /** Keys that together reach every lane (partition, shard) of a topic. */
  default List<String> fenceKeys() {
    return IntStream.range(0, 16).mapToObj(i -> "fence-" + i).toList();
  }

  /** Whether a thread belongs to the server or to the harness, so that it may outlive clients. */
  default boolean owns(Thread thread) {
    return false;
  }

  /** The decorators under test; the real ones unless the suite itself is being tested. */
  default Decorators decorators() {
    return new Decorators() {};
  }
}
