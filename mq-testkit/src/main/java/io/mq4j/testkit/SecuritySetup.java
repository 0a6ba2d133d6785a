package io.mq4j.testkit;

import io.mq4j.Broker;
import io.mq4j.MqListener;
import java.util.Optional;

/** Connections that a server has to refuse; an empty answer leaves the rule unverified. */
public interface SecuritySetup {
  /** A connection with TLS to a server whose certificate is not trusted. */
  default Optional<Broker> untrustedCertificate(MqListener listener) {
    return Optional.empty();
  }

  /** A connection with TLS to a server whose trusted certificate is for another host. */
  default Optional<Broker> wrongHost(MqListener listener) {
    return Optional.empty();
  }

  /** A connection with a wrong password, which is {@link #secret()}. */
  default Optional<Broker> wrongPassword(MqListener listener) {
    return Optional.empty();
  }

  /** A connection that may use everything but {@link #deniedTopic()}. */
  default Optional<Broker> restricted(MqListener listener) {
    return Optional.empty();
  }

  /** The topic that {@link #restricted} may not use. */
  default String deniedTopic() {
    return "denied";
  }

  /** A text that must not show up anywhere. */
  default String secret() {
    return "s3cr3t-of-the-testkit";
  }
}
