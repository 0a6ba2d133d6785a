package io.mq4j;

/**
 * Is told what happens. Called by threads that do the broker's I/O: an implementation must be
 * quick, safe for use by many threads, and must not throw; what it throws is logged.
 */
@FunctionalInterface
public interface MqListener {
  /** Something happened. */
  void on(MqEvent event);
}
