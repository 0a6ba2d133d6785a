package io.mq4j;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What a broker can do through its adapter. Immutable and safe for use by many threads. */
public final class Capabilities {
  private final String adapter;
  private final Map<Feature, Support> supports;
  private final int maxBodyBytes;
  private final int maxHeaderBytes;
  private final Duration maxDelay;
  private final int maxPriority;

  private Capabilities(Builder builder) {
    adapter = builder.adapter;
    supports = new EnumMap<>(builder.supports);
    maxBodyBytes = builder.maxBodyBytes;
    maxHeaderBytes = builder.maxHeaderBytes;
    maxDelay = builder.maxDelay;
    maxPriority = builder.maxPriority;
  }

  /** Starts the capabilities of an adapter: everything refused, 1 MiB bodies, 64 KiB headers. */
  public static Builder builder(String adapter) {
    return new Builder(adapter);
  }

  /** The adapter they belong to, for instance {@code kafka}. */
  public String adapter() {
    return adapter;
  }

  /** How a feature is kept. */
  public Support support(Feature feature) {
    return supports.getOrDefault(feature, Support.REFUSED);
  }

  /** Whether a feature is kept at all. */
  public boolean has(Feature feature) {
    return support(feature) != Support.REFUSED;
  }

  /** The largest body. */
  public int maxBodyBytes() {
    return maxBodyBytes;
  }

  /** The most that names and values of all headers may take together, in UTF-8. */
  public int maxHeaderBytes() {
    return maxHeaderBytes;
  }

  /** The longest delay of a send; zero where there is none. */
  public Duration maxDelay() {
    return maxDelay;
  }

  /** The highest priority of a send; 0 where there is none. */
  public int maxPriority() {
    return maxPriority;
  }

  /** A builder that begins with these. */
  public Builder toBuilder() {
    Builder builder = new Builder(adapter);
    builder.supports.putAll(supports);
    return builder
        .maxBodyBytes(maxBodyBytes)
        .maxHeaderBytes(maxHeaderBytes)
        .maxDelay(maxDelay)
        .maxPriority(maxPriority);
  }

  @Override
  public String toString() {
    return supports.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(", ", adapter + "[", "]"));
  }

  /** Collects capabilities; for one thread. */
  public static final class Builder {
    private final String adapter;
    private final Map<Feature, Support> supports = new EnumMap<>(Feature.class);
    private int maxBodyBytes = 1 << 20;
    private int maxHeaderBytes = 64 << 10;
    private Duration maxDelay = Duration.ZERO;
    private int maxPriority;

    private Builder(String adapter) {
      this.adapter = adapter;
    }

    /** Features that are kept in this way. */
    public Builder support(Support support, Feature... features) {
      for (Feature feature : features) {
        supports.put(feature, support);
      }
      return this;
    }

    /** The largest body. */
    public Builder maxBodyBytes(int value) {
      maxBodyBytes = value;
      return this;
    }

    /** The most that all headers may take together. */
    public Builder maxHeaderBytes(int value) {
      maxHeaderBytes = value;
      return this;
    }

    /** The longest delay of a send. */
    public Builder maxDelay(Duration value) {
      maxDelay = value;
      return this;
    }

    /** The highest priority of a send. */
    public Builder maxPriority(int value) {
      maxPriority = value;
      return this;
    }

    /** The capabilities. */
    public Capabilities build() {
      return new Capabilities(this);
    }
  }
}
