package io.mq4j.examples.demo;

/** An order that no repetition makes payable. */
final class UnknownCurrency extends Exception {
  private static final long serialVersionUID = 1L;

  UnknownCurrency(String currency) {
    super("no rate for " + currency);
  }
}
