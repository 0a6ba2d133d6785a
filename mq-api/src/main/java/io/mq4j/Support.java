package io.mq4j;

/** How a feature is kept. */
public enum Support {
  /** By the broker itself. */
  NATIVE,
  /** By the adapter, with what the broker offers. */
  EMULATED,
  /** Not at all: who asks for it gets a typed error before anything happens. */
  REFUSED
}
