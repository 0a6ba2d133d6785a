package io.mq4j.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Random traffic under random faults, round after round, each from a seed of its own. */
@Tag("stress")
final class SoakTest {
  private static final String RULE = "st1_random_traffic_under_random_faults_loses_nothing";

  @Test
  void a_long_time_finds_nothing() throws IOException {
    Duration time = Duration.parse(System.getProperty("mq.soak", "PT1M"));
    long seed = Long.getLong("mq.seed", 1);
    long end = System.nanoTime() + time.toNanos();
    long sent = 0;
    int rounds = 0;
    while (System.nanoTime() - end < 0) {
      sent += round(seed + rounds);
      rounds++;
    }
    String summary =
        "soak of the memory broker: %s, seeds %d to %d, %d messages sent, nothing found%n"
            .formatted(time, seed, seed + rounds - 1, sent);
    Files.writeString(Path.of("target", "summary.txt"), summary);
  }

  private static long round(long seed) {
    EngineExecutionResults results =
        EngineTestKit.engine("junit-jupiter")
            .configurationParameter("mq.testkit.seed", Long.toString(seed))
            .configurationParameter("mq.testkit.report", "off")
            .selectors(selectMethod(MemoryContractTest.class, RULE, TestReporter.class.getName()))
            .execute();
    assertThat(results.testEvents().succeeded().count())
        .as("seed %d: %s", seed, results.testEvents().failed().list())
        .isEqualTo(1);
    return results.testEvents().reportingEntryPublished().stream()
        .map(event -> event.getRequiredPayload(ReportEntry.class))
        .mapToLong(entry -> Long.parseLong(entry.getKeyValuePairs().get("sent")))
        .sum();
  }
}
