package io.mq4j.testkit.fault;

/** Which way bytes go through a {@link TcpProxy}. */
public enum Direction {
  /** From the client to the server: requests, publishes, acknowledgements. */
  TO_SERVER,
  /** From the server to the client: deliveries, confirms. */
  TO_CLIENT,
  /** Both ways. */
  BOTH;

  boolean covers(Direction one) {
    return this == BOTH || this == one;
  }
}
