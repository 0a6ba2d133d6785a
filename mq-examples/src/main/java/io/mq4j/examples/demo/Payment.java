package io.mq4j.examples.demo;

import io.mq4j.Delivery;
import java.io.IOException;

/** The payment service: out of order at times, and with a bug until it is fixed. */
final class Payment {
  private final Plan plan;
  private final Ledger ledger;
  private volatile boolean knowsAllCurrencies;

  Payment(Plan plan, Ledger ledger) {
    this.plan = plan;
    this.ledger = ledger;
  }

  void charge(Order order, Delivery delivery) throws IOException, UnknownCurrency {
    if (delivery.attempt() <= plan.outages(order.number())) {
      throw new IOException("payment is out of order");
    }
    if (!knowsAllCurrencies && !order.currency().equals("EUR")) {
      throw new UnknownCurrency(order.currency());
    }
    ledger.charged(order, delivery.generation());
  }

  void fixBug() {
    knowsAllCurrencies = true;
  }
}
