package io.mq4j.memory.mutants;

import static io.mq4j.memory.mutants.Trial.Verdict.KILLED;
import static io.mq4j.memory.mutants.Trial.Verdict.SKIPPED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What all trials together are worth.
 *
 * @param reference each rule over the reference
 * @param trials each mutant's rules over it
 */
record Score(List<Trial> reference, List<Trial> trials) {
  /** A mutant is killed if all the rules that it names noticed. */
  private Map<String, Boolean> mutants() {
    Map<String, Boolean> killed = new LinkedHashMap<>();
    trials.forEach(
        each -> killed.merge(each.mutant(), each.verdict() == KILLED, Boolean::logicalAnd));
    return killed;
  }

  private Set<String> running() {
    Set<String> rules = new TreeSet<>();
    reference.stream()
        .filter(each -> each.verdict() != SKIPPED)
        .forEach(each -> rules.add(each.rule().id()));
    return rules;
  }

  /** The rules that run on the reference but have killed nothing. */
  Set<String> idle() {
    Set<String> rules = running();
    trials.stream()
        .filter(each -> each.verdict() == KILLED)
        .forEach(each -> rules.remove(each.rule().id()));
    return rules;
  }

  @Override
  public String toString() {
    Map<String, Boolean> mutants = mutants();
    int running = running().size();
    return "mutation score: %d of %d mutants killed, %d of %d rules kill at least one"
        .formatted(
            mutants.values().stream().filter(killed -> killed).count(),
            mutants.size(),
            running - idle().size(),
            running);
  }

  /** Writes the score, and which rule said what of which mutant. */
  void write(Path target) throws IOException {
    StringBuilder table = new StringBuilder("# Mutants\n\n").append(this).append("\n\n");
    table.append("| Mutant | Rule | Verdict | What the suite said |\n|---|---|---|---|\n");
    for (Trial each : trials) {
      String text = each.text().length() > 200 ? each.text().substring(0, 200) + "…" : each.text();
      table.append(
          "| %s | %s | %s | %s |\n"
              .formatted(
                  each.mutant(),
                  each.rule().id(),
                  each.verdict().toString().toLowerCase(Locale.ROOT),
                  text.replaceAll("\\s+", " ").replace("|", "\\|")));
    }
    Files.createDirectories(target.resolve("mq-report"));
    Files.writeString(target.resolve("mq-report/mutants.md"), table);
    Files.writeString(target.resolve("summary.txt"), this + "\n");
  }
}
