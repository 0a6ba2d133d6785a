package io.mq4j.examples.demo;

/** What the demo was asked for. */
record Arguments(String broker, int messages, boolean help) {
  static final String USAGE =
      """
      usage: ./demo [--broker URL] [--messages N]

        --broker URL   the broker to run on; default memory:
        --messages N   how many orders to send, 1 to 10,000,000; default 20000
        --help         this text
      """;

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException with a text for the user
   */
  static Arguments parse(String... args) {
    Arguments read = new Arguments("memory:", 20_000, false);
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--help", "-h" -> read = new Arguments(read.broker, read.messages, true);
        case "--broker" -> read = new Arguments(value(args, ++i), read.messages, read.help);
        case "--messages" -> read = new Arguments(read.broker, number(value(args, ++i)), read.help);
        default -> throw new IllegalArgumentException("unknown argument: " + args[i]);
      }
    }
    return read;
  }

  private static String value(String[] args, int at) {
    if (at == args.length) {
      throw new IllegalArgumentException(args[at - 1] + " needs a value");
    }
    return args[at];
  }

  private static int number(String text) {
    String fault = "--messages must be a number from 1 to 10,000,000, not " + text;
    try {
      int number = Integer.parseInt(text.replace("_", "").replace(",", ""));
      if (number >= 1 && number <= 10_000_000) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(fault, e);
    }
    throw new IllegalArgumentException(fault);
  }
}
