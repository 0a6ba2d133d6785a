/** The contract that each adapter keeps, as tests that an adapter's author runs. */
module io.mq4j.testkit {
  requires transitive io.mq4j.api;
  requires transitive org.junit.jupiter.api;
  requires static transitive org.jspecify;

  exports io.mq4j.testkit;
  exports io.mq4j.testkit.fault;

  opens io.mq4j.testkit to
      org.junit.platform.commons;
}
