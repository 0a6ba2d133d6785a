package io.mq4j.testkit;

import io.mq4j.Delivery;
import io.mq4j.Message;
import io.mq4j.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Messages that mark a place in a topic: whoever meets them has met all that came before. */
final class Fences {
  private final RuleRun run;
  private final AtomicInteger next = new AtomicInteger();

  /** Each fence's id with the groups that have met it. */
  private final Map<String, Set<String>> metBy = new ConcurrentHashMap<>();

  Fences(RuleRun run) {
    this.run = run;
  }

  boolean is(Delivery delivery) {
    return !metBy.isEmpty() && metBy.containsKey(delivery.message().id());
  }

  /** Whether the delivery is a fence; if so, notes that its group has met it. */
  boolean met(Delivery delivery) {
    Set<String> groups = metBy.isEmpty() ? null : metBy.get(delivery.message().id());
    if (groups == null) {
      return false;
    }
    groups.add(delivery.group());
    run.recorder().signal();
    return true;
  }

  /** Puts a fence into each lane of a topic; answers with the ids. */
  List<String> put(Client by, String topic) {
    List<String> ids = new ArrayList<>();
    List<CompletableFuture<Receipt>> sent = new ArrayList<>();
    for (String key : run.harness().fenceKeys()) {
      String id = run.idPrefix() + "fence-" + next.getAndIncrement();
      ids.add(id);
      metBy.put(id, ConcurrentHashMap.newKeySet());
      sent.add(by.broker().producer().send(topic, Message.text("fence").id(id).key(key)));
    }
    sent.forEach(each -> run.patience().get("the confirmation of a fence in " + topic, each));
    run.recorder().note("fence in " + topic);
    return ids;
  }

  /** Puts fences into the topics of a subscription and waits until its group has met them. */
  void pass(Client by, Subscribed what) {
    List<String> ids = new ArrayList<>();
    what.topics().forEach(topic -> ids.addAll(put(by, topic)));
    await(ids, what.group());
  }

  void await(List<String> ids, String group) {
    for (String id : ids) {
      run.patience().until("a fence at group " + group, () -> metBy(id).contains(group));
    }
    awaitIdle(group);
    run.recorder().note("group " + group + " passed its fences");
  }

  private void awaitIdle(String group) {
    try {
      run.patience().until("group " + group + " to settle", () -> run.busy(group).isEmpty());
    } catch (AssertionError e) {
      String loads = run.busy(group).stream().map(Probe::load).collect(Collectors.joining("; "));
      throw new AssertionError(e.getMessage() + "; " + loads, e);
    }
  }

  private Set<String> metBy(String id) {
    return metBy.getOrDefault(id, Set.of());
  }
}
