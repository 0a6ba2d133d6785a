package io.mq4j.testkit;

import io.mq4j.testkit.History.Claim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Receives, behind fences, whatever the groups of a rule have not settled, after all the rule's
 * clients are gone: what was settled must not come again, and what was not must come now.
 */
final class Drain {
  private static final Duration INACTIVITY = Duration.ofSeconds(3);

  private final RuleRun run;
  private final List<String> failures = new ArrayList<>();

  Drain(RuleRun run) {
    this.run = run;
  }

  /** Returns the groups that could not be drained, with the reasons. */
  List<String> run() {
    Map<String, List<Subscribed>> groups = new LinkedHashMap<>();
    for (Subscribed each : run.recorder().subscriptions()) {
      if (!run.expectations().uncheckedGroups.contains(each.group())) {
        groups.computeIfAbsent(each.group(), group -> new ArrayList<>()).add(each);
      }
    }
    if (groups.isEmpty()) {
      return failures;
    }
    run.recorder().note("drain");
    try (Client client = run.client()) {
      Map<String, Set<String>> topicsOf = new LinkedHashMap<>();
      groups.forEach((group, all) -> subscribe(client, all, topicsOf));
      Map<String, List<String>> fences = new LinkedHashMap<>();
      topicsOf.values().stream()
          .flatMap(Set::stream)
          .distinct()
          .forEach(topic -> fences.put(topic, run.fences().put(client, topic)));
      topicsOf.forEach(
          (group, topics) ->
              attempt(
                  group,
                  () ->
                      topics.forEach(
                          topic ->
                              run.fences().await(fences.getOrDefault(topic, List.of()), group))));
      awaitOutstanding();
    } catch (AssertionError | RuntimeException e) {
      failures.add("the drain failed: " + Recorder.describe(e));
    }
    return failures;
  }

  private void subscribe(Client client, List<Subscribed> all, Map<String, Set<String>> topicsOf) {
    Subscribed first = all.get(0);
    Set<String> topics = new LinkedHashSet<>();
    all.forEach(each -> topics.addAll(each.topics()));
    topics.removeAll(run.expectations().lostTopics);
    if (topics.isEmpty()) {
      return;
    }
    attempt(
        first.group(),
        () -> {
          client
              .consumer(first.group())
              .ordering(first.ordering())
              .maxInFlight(first.maxInFlight())
              .start(first.start())
              .subscribe(topics.toArray(String[]::new));
          topicsOf.put(first.group(), topics);
        });
  }

  private void attempt(String group, Runnable step) {
    try {
      step.run();
    } catch (AssertionError | RuntimeException e) {
      failures.add("group " + group + " could not be drained: " + Recorder.describe(e));
    }
  }

  private void awaitOutstanding() {
    Duration most = run.scaled(INACTIVITY);
    for (Event each : run.recorder().events()) {
      if (each.kind() == Event.Kind.PUBLISH && each.number() > 0) {
        most = run.scaled(INACTIVITY).plusMillis(Math.max(each.number(), most.toMillis()));
      }
    }
    while (outstanding() && run.recorder().idle().compareTo(most) < 0) {
      run.patience().stays(Duration.ofMillis(50), () -> true);
    }
  }

  private boolean outstanding() {
    History history = run.history();
    for (Claim claim : history.claims.keySet()) {
      if (!history.outstanding(claim, run.expectations()).isEmpty()) {
        return true;
      }
    }
    return false;
  }
}
