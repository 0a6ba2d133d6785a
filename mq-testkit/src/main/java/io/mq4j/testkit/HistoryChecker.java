package io.mq4j.testkit;

import io.mq4j.Ordering;
import io.mq4j.testkit.Event.Kind;
import io.mq4j.testkit.History.Claim;
import io.mq4j.testkit.History.Sent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks for broken promises in a finished history. */
final class HistoryChecker {
  private static final Set<String> DISTURBANCES =
      Set.of("DISCONNECTED", "STALE_SETTLEMENT", "HANDLER_INTERRUPTED");

  private final History history;
  private final Expectations expectations;
  private final List<String> violations = new ArrayList<>();
  private final Set<String> suspects = new LinkedHashSet<>();

  HistoryChecker(History history, Expectations expectations) {
    this.history = history;
    this.expectations = expectations;
  }

  /** Each broken promise in words. */
  List<String> check() {
    history.claims.keySet().forEach(this::lost);
    history.deliveries.forEach(
        (claim, all) -> {
          all.forEach(this::strange);
          if (!expectations.duplicates && !expectations.uncheckedGroups.contains(claim.group())) {
            duplicates(claim, all);
          }
          if (!expectations.disorder) {
            order(claim, all);
          }
        });
    hops();
    return violations;
  }

  /** The ids that violations are about. */
  Set<String> suspects() {
    return suspects;
  }

  private void violation(String text, Collection<String> ids) {
    suspects.addAll(ids);
    List<String> shown = ids.stream().limit(20).map(HistoryChecker::brief).toList();
    String more = ids.size() > shown.size() ? " and " + (ids.size() - shown.size()) + " more" : "";
    violations.add(text + " " + String.join(", ", shown) + more);
  }

  /** The number at the end of an id that the suite made. */
  private static String brief(String id) {
    int dash = id.lastIndexOf('-');
    boolean ours = dash > 0 && id.substring(dash + 1).chars().allMatch(Character::isDigit);
    return ours ? "#" + id.substring(dash + 1) : id;
  }

  private void lost(Claim claim) {
    List<String> lost =
        history.outstanding(claim, expectations).stream().map(s -> s.publish().id()).toList();
    if (!lost.isEmpty()) {
      int owed = history.owed(claim).size();
      violation(
          "%s: confirmed %d, settled %d, lost".formatted(of(claim), owed, owed - lost.size()),
          lost);
    }
  }

  private static String of(Claim claim) {
    return "group " + claim.group() + " of topic " + claim.topic();
  }

  private void strange(Event delivery) {
    Subscribed to = history.subscriptions.get(delivery.who());
    List<String> id = List.of(delivery.id());
    if (to != null && !to.group().equals(delivery.group())) {
      violation(
          delivery.who()
              + " is of group "
              + to.group()
              + " but met a message of group "
              + delivery.group()
              + ":",
          id);
    }
    if (to != null && !to.topics().contains(delivery.topic())) {
      violation(delivery.who() + " met a message of topic " + delivery.topic() + ":", id);
    }
    if (expectations.foreignTopics.contains(delivery.topic())) {
      return;
    }
    List<Sent> all = history.sent.getOrDefault(delivery.id(), List.of());
    List<Sent> here =
        all.stream().filter(each -> each.publish().topic().equals(delivery.topic())).toList();
    if (all.isEmpty()) {
      violation(delivery.who() + " met an invented message:", id);
    } else if (here.isEmpty()) {
      violation(
          "sent to topic " + all.get(0).publish().topic() + " but met in " + delivery.topic() + ":",
          id);
    } else if (here.stream().allMatch(each -> each.state() == Sent.State.FAILED)) {
      violation("refused as never sent, but delivered:", id);
    } else if (here.stream().noneMatch(each -> each.publish().print() == delivery.print())) {
      violation(delivery.who() + " met a changed body, header or key in", id);
    }
  }

  private void duplicates(Claim claim, List<Event> all) {
    Map<String, Event> latest = new HashMap<>();
    List<String> again = new ArrayList<>();
    for (Event each : all) {
      Event before = latest.put(each.id() + "/" + each.generation(), each);
      if (before != null && isDuplicate(before, each)) {
        again.add(each.id());
      }
    }
    long sentTwice =
        again.stream()
            .mapToInt(id -> history.sent.getOrDefault(id, List.of()).size() - 1)
            .filter(more -> more > 0)
            .sum();
    long allowed = sentTwice + allowedDuplicates(claim);
    if (again.size() > allowed) {
      violation(
          "%s: %d duplicates, at most %d are excused:".formatted(of(claim), again.size(), allowed),
          again);
    }
  }

  private boolean isDuplicate(Event before, Event again) {
    Event end = history.ends.get(before.seq());
    if (end == null || end.seq() > again.seq()) {
      return true;
    }
    return end.kind() == Kind.SETTLED && !end.detail().startsWith("FORWARD");
  }

  /** What may have been in flight, on either side, whenever something broke. */
  private long allowedDuplicates(Claim claim) {
    long inFlight =
        history.subscriptions.values().stream()
            .filter(each -> each.group().equals(claim.group()))
            .mapToLong(Subscribed::maxInFlight)
            .max()
            .orElse(0);
    long allowed = 0;
    for (Event each : history.events) {
      if (isDisturbance(each)) {
        allowed += inFlight + unconfirmedAt(each.seq(), claim.topic());
      }
    }
    return allowed;
  }

  private long unconfirmedAt(long seq, String topic) {
    return history.sent.values().stream()
        .flatMap(List::stream)
        .map(Sent::publish)
        .filter(each -> each.topic().equals(topic) && each.seq() < seq)
        .filter(
            each ->
                !history.ends.containsKey(each.seq()) || history.ends.get(each.seq()).seq() > seq)
        .count();
  }

  private static boolean isDisturbance(Event event) {
    return event.kind() == Kind.FAULT
        || (event.kind() == Kind.EVENT
            && DISTURBANCES.stream().anyMatch(event.detail()::startsWith));
  }

  private void order(Claim claim, List<Event> all) {
    Set<Ordering> asked =
        history.subscriptions.values().stream()
            .filter(each -> each.group().equals(claim.group()))
            .filter(each -> each.topics().contains(claim.topic()))
            .map(Subscribed::ordering)
            .collect(Collectors.toSet());
    if (asked.size() != 1 || asked.contains(Ordering.NONE)) {
      return;
    }
    boolean byKey = asked.contains(Ordering.KEY);
    Map<String, Long> latestSend = new HashMap<>();
    Map<String, Long> freeFrom = new HashMap<>();
    Set<String> seen = new HashSet<>();
    boolean calm = history.events.stream().noneMatch(HistoryChecker::isDisturbance);
    for (Event each : all) {
      String lane = byKey ? each.key() : "";
      if (lane == null) {
        continue;
      }
      Event end = history.ends.get(each.seq());
      long busyUntil = end == null ? Long.MAX_VALUE : end.seq();
      if (calm && freeFrom.getOrDefault(lane, -1L) > each.seq()) {
        violation(
            of(claim) + ": two at once under " + asked + ", key '" + lane + "':",
            List.of(each.id()));
      }
      freeFrom.merge(lane, busyUntil, Math::max);
      if (history.settled(each) && seen.add(each.id())) {
        inTurn(claim, lane, each, latestSend);
      }
    }
  }

  private void inTurn(Claim claim, String lane, Event delivery, Map<String, Long> latestSend) {
    List<Sent> sends = history.sent.getOrDefault(delivery.id(), List.of());
    if (sends.size() != 1) {
      return;
    }
    Event publish = sends.get(0).publish();
    if (publish.kind() == Kind.HOP || publish.number() > 0) {
      return;
    }
    String sender = publish.who() + "@" + publish.thread() + "/" + lane;
    Long before = latestSend.merge(sender, publish.seq(), Math::max);
    if (before != null && before > publish.seq()) {
      violation(
          "%s: out of order, settled after one that was sent later, key '%s':"
              .formatted(of(claim), lane),
          List.of(delivery.id()));
    }
  }

  private void hops() {
    List<String> missing = new ArrayList<>(expectations.deadLettered);
    Set<Long> hopped =
        history.events.stream()
            .filter(each -> each.kind() == Kind.HOP)
            .map(Event::of)
            .collect(Collectors.toSet());
    for (List<Event> all : history.deliveries.values()) {
      all.stream().filter(each -> hopped.contains(each.seq())).forEach(e -> missing.remove(e.id()));
    }
    if (!missing.isEmpty()) {
      violation("never went to a dead-letter topic:", missing);
    }
  }
}
