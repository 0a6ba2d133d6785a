package io.mq4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects all faults of a configuration, so that they are told at once. For builders of adapters
 * and decorators; used by one thread.
 */
public final class Faults {
  private final String owner;
  private final List<MqException.Fault> found = new ArrayList<>();

  /** Starts a check of what the owner, a builder or a URL, was given. */
  public Faults(String owner) {
    this.owner = owner;
  }

  /** Notes a fault unless the condition holds. */
  public Faults require(boolean condition, String property, Object value, String bound) {
    if (!condition) {
      found.add(new MqException.Fault(property, String.valueOf(value), bound));
    }
    return this;
  }

  /** Notes a fault unless the number is from least to most. */
  public Faults range(String property, long value, long least, long most) {
    return require(value >= least && value <= most, property, value, least + " to " + most);
  }

  /** Notes a fault unless the duration is from least to most. */
  public Faults range(String property, Duration value, Duration least, Duration most) {
    boolean within = value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    return require(within, property, value, least + " to " + most);
  }

  /** Adds what another check found. */
  public Faults addAll(List<MqException.Fault> faults) {
    found.addAll(faults);
    return this;
  }

  /** What was found so far. */
  public List<MqException.Fault> found() {
    return List.copyOf(found);
  }

  /**
   * Ends the check.
   *
   * @throws MqException of kind CONFIGURATION that lists every fault, if there is one
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw MqException.builder(MqException.Kind.CONFIGURATION, owner + " can't be built")
          .faults(found)
          .build();
    }
  }
}
