package io.mq4j.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The results of a test run, put together at its end with those that its folder holds already, so
 * that the modules of several adapters may share one. Safe for use by many threads.
 */
final class Report implements AutoCloseable {
  private final String folder;
  private final Map<String, RuleResult> results = new ConcurrentHashMap<>();

  private Report(String folder) {
    this.folder = folder;
  }

  static Report of(ExtensionContext context) {
    String folder =
        context.getConfigurationParameter("mq.testkit.report").orElse("target/mq-report");
    return context
        .getRoot()
        .getStore(Namespace.create(Report.class))
        .computeIfAbsent(Report.class, key -> new Report(folder), Report.class);
  }

  void add(RuleResult result) {
    results.put(key(result), result);
  }

  @Override
  public void close() {
    if (folder.equals("off") || results.isEmpty()) {
      return;
    }
    try {
      Path to = Files.createDirectories(Path.of(folder));
      Map<String, RuleResult> all = new TreeMap<>(read(to));
      all.putAll(results);
      Map<String, List<RuleResult>> byAdapter =
          all.values().stream().collect(Collectors.groupingBy(RuleResult::adapter));
      for (Map.Entry<String, List<RuleResult>> each : byAdapter.entrySet()) {
        String name = each.getKey().replaceAll("[^A-Za-z0-9._-]+", "-") + ".json";
        Files.writeString(to.resolve(name), CapabilityMatrix.json(each.getValue()));
      }
      Files.writeString(to.resolve("matrix.md"), CapabilityMatrix.markdown(all.values()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What other adapters' runs have left in the folder, and earlier runs of other rules. */
  private static Map<String, RuleResult> read(Path folder) throws IOException {
    Map<String, RuleResult> earlier = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : files) {
        for (JsonNode each : JsonMapper.shared().readTree(Files.readString(file))) {
          RuleResult result =
              new RuleResult(
                  each.path("adapter").asString(),
                  each.path("rule").asString(),
                  each.path("title").asString(),
                  RuleResult.Status.valueOf(each.path("status").asString()),
                  each.path("detail").asString());
          earlier.put(key(result), result);
        }
      }
    }
    return earlier;
  }

  private static String key(RuleResult result) {
    return result.adapter() + " " + result.rule();
  }
}
