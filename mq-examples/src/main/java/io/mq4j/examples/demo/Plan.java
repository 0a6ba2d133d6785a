package io.mq4j.examples.demo;

import java.util.SplittableRandom;

/** Which orders come, and what goes wrong with them: the same in each run. */
record Plan(int orders) {
  private static final long SEED = 42;
  private static final int CUSTOMERS = 500;

  Order order(int number) {
    SplittableRandom random = random(number, 1);
    int customer = random.nextInt(Math.min(CUSTOMERS, orders));
    return new Order(
        number,
        "customer-" + customer,
        100 + random.nextInt(50_000),
        isPoison(number) ? "SEK" : "EUR");
  }

  /** One in a hundred is paid in a currency that payment doesn't know yet; always the last one. */
  boolean isPoison(int number) {
    return number == orders - 1 || random(number, 2).nextInt(100) == 0;
  }

  /** One in fifty arrives twice. */
  boolean isDoubled(int number) {
    return !isPoison(number) && random(number, 3).nextInt(50) == 0;
  }

  /** How often payment is out of order at first: for one in twenty-five once, or twice. */
  int outages(int number) {
    SplittableRandom random = random(number, 4);
    return random.nextInt(25) == 0 ? 1 + random.nextInt(2) : 0;
  }

  int doubled() {
    int doubled = 0;
    for (int number = 0; number < orders; number++) {
      doubled += isDoubled(number) ? 1 : 0;
    }
    return doubled;
  }

  private static SplittableRandom random(int number, int purpose) {
    return new SplittableRandom(SEED * 31 + number * 7L + purpose);
  }
}
