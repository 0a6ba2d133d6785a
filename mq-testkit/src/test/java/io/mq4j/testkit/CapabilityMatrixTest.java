package io.mq4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CapabilityMatrixTest {
  private static final RuleResult PB10 = RuleResult.of("memory", "pb10_close_completes");
  private static final RuleResult PB2 = RuleResult.of("memory", "pb2_durable");
  private static final RuleResult PB2_OF_ANOTHER = RuleResult.of("rabbit", "pb2_durable");

  @Test
  void rules_are_rows_by_number_and_adapters_are_columns() {
    List<RuleResult> results =
        List.of(
            PB10.unverified("no injector"),
            PB2.refused("DELAY: can't"),
            PB2_OF_ANOTHER.waived("a|b"));

    assertThat(CapabilityMatrix.markdown(results))
        .isEqualTo(
            """
            | Rule | memory | rabbit |
            |---|---|---|
            | PB2 durable | refused, proved | waived: a\\|b |
            | PB10 close completes | unverified | not run |
            """);
  }

  @Test
  void results_are_written_as_json() {
    assertThat(CapabilityMatrix.json(List.of(PB2.failed("lost \"1\"\nmore"))))
        .isEqualTo(
            """
            [
            {"adapter":"memory","rule":"PB2","title":"durable","status":"FAILED",\
            "detail":"lost \\"1\\""}
            ]
            """);
  }
}
