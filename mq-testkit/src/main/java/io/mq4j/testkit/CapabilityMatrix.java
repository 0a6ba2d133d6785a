package io.mq4j.testkit;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Results as a table of rules and adapters. */
final class CapabilityMatrix {
  /** PB2 in front of PB10, and families in the order of the alphabet. */
  static final Comparator<String> BY_RULE =
      Comparator.comparing((String id) -> id.replaceAll("\\d", ""))
          .thenComparingInt(CapabilityMatrix::number);

  private CapabilityMatrix() {}

  private static int number(String id) {
    String digits = id.replaceAll("\\D", "");
    return digits.isEmpty() || digits.length() > 9 ? 0 : Integer.parseInt(digits);
  }

  static String json(Collection<RuleResult> results) {
    return results.stream()
        .sorted(Comparator.comparing(RuleResult::rule, BY_RULE))
        .map(
            each ->
                Json.object(
                    "adapter", each.adapter(),
                    "rule", each.rule(),
                    "title", each.title(),
                    "status", each.status().name(),
                    "detail", each.detail()))
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  static String markdown(Collection<RuleResult> results) {
    TreeSet<String> adapters = new TreeSet<>();
    Map<String, Map<String, RuleResult>> rules = new TreeMap<>(BY_RULE);
    for (RuleResult each : results) {
      adapters.add(each.adapter());
      rules.computeIfAbsent(each.rule(), id -> new TreeMap<>()).put(each.adapter(), each);
    }
    StringBuilder text = new StringBuilder("| Rule | ");
    text.append(String.join(" | ", adapters)).append(" |\n|---|");
    text.append("---|".repeat(adapters.size())).append('\n');
    rules.forEach(
        (id, byAdapter) -> {
          String title = byAdapter.values().iterator().next().title();
          text.append("| ").append(id).append(' ').append(title).append(" | ");
          text.append(
              adapters.stream()
                  .map(adapter -> cell(byAdapter.get(adapter)))
                  .collect(Collectors.joining(" | ")));
          text.append(" |\n");
        });
    return text.toString();
  }

  private static String cell(@Nullable RuleResult result) {
    if (result == null) {
      return "not run";
    }
    return switch (result.status()) {
      case PASSED -> "passed";
      case REFUSED -> "refused, proved";
      case WAIVED -> "waived: " + plain(result.detail());
      case UNVERIFIED -> "unverified";
      case FAILED -> "**failed**";
    };
  }

  private static String plain(String text) {
    return text.replace("|", "\\|").replaceAll("\\s+", " ");
  }
}
