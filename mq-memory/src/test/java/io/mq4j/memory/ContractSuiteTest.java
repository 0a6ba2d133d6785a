package io.mq4j.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.mq4j.Broker;
import io.mq4j.MqListener;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.testkit.BrokerContract;
import io.mq4j.testkit.BrokerHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The contract suite, seen from outside: an adapter's author in another package. */
final class ContractSuiteTest {
  private static final String PB1 = "pb1_exact_set_received";
  private static final String PB2 = "pb2_confirmed_is_durable";

  @TempDir Path folder;

  @Test
  void inherited_final_rules_run_and_are_reported() throws IOException {
    EngineExecutionResults results = run(Sound.class, PB1, "false");

    results.testEvents().assertStatistics(each -> each.started(1).succeeded(1));
    assertThat(results.testEvents().list().get(0).getTestDescriptor().getDisplayName())
        .isEqualTo("PB1 exact set received");
    assertThat(Files.readString(folder.resolve("matrix.md")))
        .contains("| PB1 exact set received | passed |");
    assertThat(Files.readString(folder.resolve("selftest.json"))).contains("\"PASSED\"");
  }

  @Test
  void a_lost_message_is_told_by_its_number_with_seed_and_timeline() throws IOException {
    String failure = failure(run(Forgetting.class, PB1, "false"));

    assertThat(failure)
        .contains("PB1 broken", "confirmed 200, settled 199, lost #17")
        .contains("mq.testkit.seed=42", "timeline");
    assertThat(Files.readString(folder.resolve("matrix.md"))).contains("**failed**");
    assertThat(Files.readString(folder.resolve(Forgetting.class.getName() + "-PB1.jsonl")))
        .contains("\"kind\":\"CONFIRMED\"");
  }

  @Test
  void a_thread_that_outlives_its_broker_is_told_by_name() {
    String failure = failure(run(Leaking.class, PB1, "false"));
    Leaking.END.countDown();

    assertThat(failure).contains("threads left after close: left-behind");
  }

  @Test
  void a_missing_fault_injector_is_unverified_and_no_success() throws IOException {
    run(Sound.class, PB2, "false").testEvents().assertStatistics(each -> each.aborted(1));

    assertThat(Files.readString(folder.resolve("matrix.md"))).contains("unverified");
  }

  @Test
  void strictly_a_missing_fault_injector_is_a_failure() {
    assertThat(failure(run(Sound.class, PB2, "true"))).contains("PB2 is unverified");
  }

  @Test
  void a_waived_rule_is_skipped_with_its_reason() throws IOException {
    run(Waiving.class, PB1, "true").testEvents().assertStatistics(each -> each.aborted(1));

    assertThat(Files.readString(folder.resolve("matrix.md"))).contains("waived: for a reason");
  }

  private EngineExecutionResults run(
      Class<? extends BrokerContract> contract, String rule, String strict) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(contract, rule))
        .configurationParameter("mq.testkit.seed", "42")
        .configurationParameter("mq.testkit.factor", "0.2")
        .configurationParameter("mq.testkit.strict", strict)
        .configurationParameter("mq.testkit.report", folder.toString())
        .configurationParameter("mq.testkit.history", folder.toString())
        .execute();
  }

  private static String failure(EngineExecutionResults results) {
    List<Event> failed = results.testEvents().failed().list();
    assertThat(failed).hasSize(1);
    return failed
        .get(0)
        .getRequiredPayload(TestExecutionResult.class)
        .getThrowable()
        .map(Throwable::getMessage)
        .orElse("");
  }

  /** A harness without a fault injector. */
  private record Plain(
      MemoryBroker server, UnaryOperator<BrokerDriver> wrapper, Map<String, String> waivers)
      implements BrokerHarness {
    @Override
    public String name() {
      return "selftest";
    }

    @Override
    public Broker connect(MqListener listener) {
      return Broker.builder(driver()).listener(listener).logging(false).build();
    }

    @Override
    public BrokerDriver driver() {
      return wrapper.apply(server.driver());
    }

    @Override
    public String provision(String hint) {
      return hint;
    }
  }

  abstract static class Contract extends BrokerContract {
    final MemoryBroker server = MemoryBroker.builder("selftest").partitions(4).build();

    @AfterEach
    final void end() {
      server.close();
    }
  }

  static final class Sound extends Contract {
    @Override
    protected BrokerHarness harness() {
      return new Plain(server, UnaryOperator.identity(), Map.of());
    }
  }

  static final class Waiving extends Contract {
    @Override
    protected BrokerHarness harness() {
      return new Plain(server, UnaryOperator.identity(), Map.of("PB1", "for a reason"));
    }
  }

  static final class Forgetting extends Contract {
    @Override
    protected BrokerHarness harness() {
      return new Plain(server, ForgetfulDriver::new, Map.of());
    }
  }

  static final class Leaking extends Contract {
    static final CountDownLatch END = new CountDownLatch(1);

    @Override
    protected BrokerHarness harness() {
      return new Plain(server, this::leak, Map.of());
    }

    private BrokerDriver leak(BrokerDriver driver) {
      Thread thread = new Thread(this::linger, "left-behind");
      thread.setDaemon(true);
      thread.start();
      return driver;
    }

    private void linger() {
      try {
        END.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
