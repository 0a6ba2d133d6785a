package io.mq4j.memory.mutants;

import static io.mq4j.memory.mutants.Trial.Verdict.KILLED;
import static io.mq4j.memory.mutants.Trial.Verdict.SKIPPED;
import static io.mq4j.memory.mutants.Trial.Verdict.SURVIVED;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The suite itself is tested: each bug is noticed by each rule that it names. */
final class MutationTest {
  private static final Set<Trial.Verdict> SOUND = Set.of(SURVIVED, SKIPPED);

  /** Trials mostly wait for what does not come. */
  private final ExecutorService threads = Executors.newFixedThreadPool(8);

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void every_mutant_is_killed_and_every_rule_kills() throws Exception {
    Map<String, Rule> rules = Rule.all();
    List<Callable<Trial>> controls = new ArrayList<>();
    rules.values().forEach(rule -> controls.add(() -> Trial.of(Trial.REFERENCE, rule)));
    List<Callable<Trial>> attempts = new ArrayList<>();
    for (Mutant mutant : Mutants.all()) {
      for (String id : mutant.rules()) {
        Rule rule = Objects.requireNonNull(rules.get(id), id);
        attempts.add(() -> Trial.of(mutant.name(), rule));
      }
    }

    List<Trial> reference = run(controls);
    List<Trial> trials = run(attempts);

    Score score = new Score(reference, trials);
    score.write(Path.of("target"));
    assertThat(reference.stream().filter(each -> !SOUND.contains(each.verdict()))).isEmpty();
    assertThat(trials.stream().filter(each -> each.verdict() != KILLED)).isEmpty();
    assertThat(score.idle()).as("rules that run here but kill nothing").isEmpty();
  }

  private List<Trial> run(List<Callable<Trial>> trials) throws Exception {
    List<Trial> done = new ArrayList<>();
    for (Future<Trial> each : threads.invokeAll(trials)) {
      done.add(each.get());
    }
    return done;
  }
}
