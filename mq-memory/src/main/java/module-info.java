/** The broker that lives inside the JVM: for first steps, for unit tests, and as the reference. */
module io.mq4j.memory {
  requires transitive io.mq4j.api;

  exports io.mq4j.memory;

  provides io.mq4j.spi.BrokerProvider with
      io.mq4j.memory.MemoryProvider;
}
