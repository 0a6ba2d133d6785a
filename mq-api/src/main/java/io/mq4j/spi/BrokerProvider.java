package io.mq4j.spi;

import java.util.Set;

/** Makes drivers from URLs; found by {@link java.util.ServiceLoader}. Has a public constructor. */
public interface BrokerProvider {
  /** The URL schemes that it knows, in lower case. */
  Set<String> schemes();

  /**
   * A driver for the URL. Must not connect yet: a server that is away is no error here.
   *
   * @throws io.mq4j.MqException of kind CONFIGURATION that lists all that is wrong with the URL,
   *     options that it doesn't know included
   */
  BrokerDriver open(BrokerUrl url);
}
