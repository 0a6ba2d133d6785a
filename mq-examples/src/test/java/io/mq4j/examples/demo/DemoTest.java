package io.mq4j.examples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DemoTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void a_run_ends_with_a_table_and_redrives_the_dead_letters() throws InterruptedException {
    Plan plan = new Plan(900);
    long poison = IntStream.range(0, 900).filter(plan::isPoison).count();
    assertThat(run("--messages", "900")).isZero();

    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(row("sent")).isEqualTo(900 + plan.doubled());
    assertThat(row("handled")).isEqualTo(900 - poison);
    assertThat(row("retried")).isPositive();
    assertThat(row("dead-lettered")).isEqualTo(poison).isPositive();
    assertThat(row("duplicates")).isEqualTo(plan.doubled()).isPositive();
    assertThat(row("lost")).isZero();
    assertThat(out.toString(UTF_8))
        .contains("rate", "p50", "p99", poison + " redriven, 900 of 900 orders handled");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void even_the_smallest_run_shows_a_dead_letter(int orders) throws InterruptedException {
    assertThat(run("--messages", Integer.toString(orders))).isZero();
    assertThat(row("dead-lettered")).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "--messages 0, '--messages must be a number from 1 to 10,000,000, not 0'",
    "--messages many, '--messages must be a number from 1 to 10,000,000, not many'",
    "--messages, --messages needs a value",
    "--frobnicate, unknown argument: --frobnicate"
  })
  void bad_arguments_get_one_line_and_the_usage(String arguments, String line)
      throws InterruptedException {
    assertThat(run(arguments.split(" "))).isEqualTo(2);
    assertThat(err.toString(UTF_8).lines().toList())
        .startsWith("demo: " + line, "usage: ./demo [--broker URL] [--messages N]");
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nope:x", "no url", "memory:x?foo=1"})
  void a_bad_url_gets_one_line(String url) throws InterruptedException {
    assertThat(run("--broker", url)).isEqualTo(2);
    assertThat(err.toString(UTF_8)).startsWith("demo: ").hasLineCount(1);
  }

  @Test
  void help_is_no_error() throws InterruptedException {
    assertThat(run("--help")).isZero();
    assertThat(out.toString(UTF_8)).startsWith("usage: ./demo");
  }

  @Test
  void the_ledger_finds_broken_promises() {
    Plan plan = new Plan(10);
    Ledger ledger = new Ledger(plan);
    Order first = plan.order(0);
    ledger.sent();
    ledger.charged(plan.order(1), 0);
    ledger.charged(plan.order(1), 0);
    ledger.charged(new Order(0, plan.order(1).customer(), 1, first.currency()), 0);

    assertThat(ledger.broken())
        .containsExactly(
            "1 sends were not confirmed",
            "8 orders were lost",
            "1 orders were paid more than once",
            "1 orders arrived changed",
            "1 orders were paid after a later one of the same customer");
  }

  private int run(String... arguments) throws InterruptedException {
    return Demo.run(
        new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), arguments);
  }

  private int row(String name) {
    return out.toString(UTF_8)
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith(name + " "))
        .map(line -> Integer.parseInt(line.substring(name.length()).strip()))
        .findFirst()
        .orElseThrow();
  }
}
