package io.mq4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.mq4j.testkit.BrokerContract;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/contract.md has a line for each rule of the suite, and for nothing else. */
final class ContractInDocsTest {
  @Test
  void each_rule_stands_in_the_docs_with_its_tier() throws IOException {
    List<String> rules =
        Arrays.stream(BrokerContract.class.getMethods())
            .filter(method -> method.getName().matches("[a-z]{2}\\d+_.*"))
            .map(ContractInDocsTest::line)
            .toList();
    try (Stream<String> lines = Files.lines(Path.of("..", "docs", "contract.md"))) {
      List<String> told = lines.filter(line -> line.matches("\\| [A-Z]{2}\\d+ \\|.*")).toList();

      assertThat(told).containsExactlyInAnyOrderElementsOf(rules);
    }
  }

  private static String line(Method rule) {
    String name = rule.getName();
    int end = name.indexOf('_');
    return "| %s | %s | %s |"
        .formatted(
            name.substring(0, end).toUpperCase(Locale.ROOT),
            name.substring(end + 1).replace('_', ' '),
            tier(rule));
  }

  private static String tier(Method rule) {
    return Arrays.stream(rule.getAnnotations())
        .map(Annotation::annotationType)
        .map(Class::getSimpleName)
        .filter(name -> name.endsWith("Rule"))
        .map(name -> name.substring(0, name.length() - "Rule".length()).toLowerCase(Locale.ROOT))
        .findFirst()
        .orElseThrow();
  }
}
