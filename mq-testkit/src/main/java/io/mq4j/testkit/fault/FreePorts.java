package io.mq4j.testkit.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Distinct free loopback ports for servers that are told their port.
 *
 * <p>The ports stay reserved until {@link #close}: the kernel gives them to nobody else, also while
 * the server that uses them is down. A server may open a reserved port at any time, as often as it
 * likes, when it sets {@code SO_REUSEADDR} before it binds, as servers do. While none listens,
 * connections are refused. Immutable and safe for use by any thread.
 */
public final class FreePorts implements AutoCloseable {
  private final List<HeldPort> held;

  private FreePorts(List<HeldPort> held) {
    this.held = held;
  }

  /**
   * Reserves so many ports.
   *
   * @param count how many, at least 1
   * @return the reservation
   */
  public static FreePorts reserve(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1, was " + count);
    }
    List<HeldPort> held = new ArrayList<>();
    FreePorts ports = new FreePorts(held);
    try {
      for (int i = 0; i < count; i++) {
        held.add(HeldPort.take());
      }
      return ports;
    } catch (IOException e) {
      ports.close();
      throw new UncheckedIOException("no free loopback port", e);
    }
  }

  /**
   * One of the reserved ports, always the same for the same index.
   *
   * @param index from 0
   * @return the port
   */
  public int port(int index) {
    return held.get(index).number();
  }

  /** Gives the ports back; a server that has one open keeps it. */
  @Override
  public void close() {
    for (HeldPort port : held) {
      try {
        port.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
