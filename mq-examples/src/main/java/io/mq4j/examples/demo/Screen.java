package io.mq4j.examples.demo;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;

/** Shows a run: a line that moves on a terminal, a line now and then elsewhere. */
final class Screen {
  private static final int WIDTH = 79;

  private final PrintStream out;
  private final boolean live;
  private final long pause;
  private long next;

  Screen(PrintStream out, boolean live) {
    this.out = out;
    this.live = live;
    this.pause = (live ? Duration.ofMillis(100) : Duration.ofSeconds(2)).toNanos();
    this.next = System.nanoTime() + pause;
  }

  @SuppressWarnings("SystemConsoleNull") // on JDK 17 it is null where there is no terminal
  static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true; // before JDK 22 there was no console but a terminal
    }
  }

  void progress(Ledger ledger) {
    if (System.nanoTime() - next > 0) {
      next = System.nanoTime() + pause;
      if (live) {
        out.printf("\r%-" + WIDTH + "." + WIDTH + "s", ledger);
        out.flush();
      } else {
        out.println(ledger);
      }
    }
  }

  void line(String text) {
    if (live) {
      out.print("\r" + " ".repeat(WIDTH) + "\r");
    }
    out.println(text);
  }

  void table(Ledger ledger) {
    line("");
    row("sent", ledger.sends());
    row("handled", ledger.handled());
    row("retried", ledger.retried());
    row("dead-lettered", ledger.deadLettered());
    row("duplicates", ledger.duplicates());
    row("lost", ledger.lost());
    row("rate", "%,.0f/s".formatted(ledger.rate()));
    row("p50", millis(ledger.latency(0.5)));
    row("p99", millis(ledger.latency(0.99)));
    line("");
  }

  private void row(String name, int count) {
    row(name, "%,d".formatted(count));
  }

  private void row(String name, String value) {
    out.printf("  %-14s%14s%n", name, value);
  }

  private static String millis(Duration time) {
    return "%,.1f ms".formatted(time.toNanos() / 1e6);
  }
}
