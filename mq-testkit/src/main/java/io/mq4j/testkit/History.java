package io.mq4j.testkit;

import io.mq4j.StartPosition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A finished history, indexed. Immutable once made. */
final class History {
  /** A message that somebody sent, or that a handler's hop sent. */
  record Sent(Event publish, State state, String onlyGroup) {
    enum State {
      CONFIRMED,
      FAILED,
      UNKNOWN
    }
  }

  /** What one group owes itself of one topic. */
  record Claim(String group, String topic) {}

  final List<Event> events;
  final Map<String, Subscribed> subscriptions = new LinkedHashMap<>();
  final Map<String, List<Sent>> sent = new LinkedHashMap<>();
  final Map<Claim, List<Event>> deliveries = new HashMap<>();
  final Map<Claim, Long> claims = new LinkedHashMap<>();
  final Map<Long, Event> ends = new HashMap<>();
  private final Set<Long> repeated = new HashSet<>();

  History(List<Event> events, Collection<Subscribed> accepted, boolean keepsHistory) {
    this.events = events;
    accepted.forEach(each -> subscriptions.put(each.who(), each));
    for (Event each : events) {
      switch (each.kind()) {
        case CONFIRMED, FAILED, UNKNOWN, SETTLED, UNSETTLED -> ends.put(each.of(), each);
        case SUBSCRIBE, READY -> claim(each, keepsHistory);
        case DELIVERED ->
            deliveries
                .computeIfAbsent(new Claim(each.group(), each.topic()), key -> new ArrayList<>())
                .add(each);
        default -> {}
      }
    }
    findRepeated();
    for (Event each : events) {
      if (each.kind() == Event.Kind.PUBLISH || each.kind() == Event.Kind.HOP) {
        String onlyGroup = each.kind() == Event.Kind.HOP ? each.detail() : "";
        sent.computeIfAbsent(each.id(), id -> new ArrayList<>())
            .add(new Sent(each, state(each), onlyGroup));
      }
    }
  }

  private void claim(Event event, boolean keepsHistory) {
    Subscribed what = subscriptions.get(event.who());
    if (what == null) {
      return;
    }
    boolean fromTheStart = keepsHistory && what.start().kind() == StartPosition.Kind.EARLIEST;
    for (String topic : what.topics()) {
      if (fromTheStart) {
        claims.put(new Claim(what.group(), topic), -1L);
      } else if (event.kind() == Event.Kind.READY) {
        claims.putIfAbsent(new Claim(what.group(), topic), event.seq());
      }
    }
  }

  /**
   * A source that came again after its hop has another hop; only the last one must have arrived.
   */
  private void findRepeated() {
    deliveries.forEach(
        (claim, all) -> {
          Map<String, Long> latest = new HashMap<>();
          for (Event each : all) {
            Long before = latest.put(each.id() + each.generation(), each.seq());
            if (before != null) {
              repeated.add(before);
            }
          }
        });
  }

  private Sent.State state(Event publish) {
    if (publish.kind() == Event.Kind.HOP) {
      return repeated.contains(publish.of()) ? Sent.State.UNKNOWN : Sent.State.CONFIRMED;
    }
    Event end = ends.get(publish.seq());
    if (end == null || end.kind() == Event.Kind.UNKNOWN) {
      return Sent.State.UNKNOWN;
    }
    return end.kind() == Event.Kind.CONFIRMED ? Sent.State.CONFIRMED : Sent.State.FAILED;
  }

  boolean settled(Event delivery) {
    Event end = ends.get(delivery.seq());
    return end != null && end.kind() == Event.Kind.SETTLED;
  }

  /**
   * The confirmed sends that a group has a claim to, expired ones aside, in the order of sending.
   */
  List<Sent> owed(Claim claim) {
    long since = claims.getOrDefault(claim, Long.MAX_VALUE);
    return sent.values().stream()
        .flatMap(List::stream)
        .filter(each -> each.state() == Sent.State.CONFIRMED)
        .filter(each -> each.publish().topic().equals(claim.topic()))
        .filter(each -> each.publish().seq() > since)
        .filter(each -> each.onlyGroup().isEmpty() || each.onlyGroup().equals(claim.group()))
        .filter(each -> !each.publish().detail().equals("ttl"))
        .toList();
  }

  /** The ids, with their generation, that a group has settled. */
  Set<String> settledIds(Claim claim) {
    Set<String> ids = new HashSet<>();
    for (Event each : deliveries.getOrDefault(claim, List.of())) {
      if (settled(each)) {
        ids.add(each.id() + "/" + each.generation());
      }
    }
    return ids;
  }

  /** What a group has a claim to and has not settled. */
  List<Sent> outstanding(Claim claim, Expectations expectations) {
    if (expectations.uncheckedGroups.contains(claim.group())
        || expectations.lostTopics.contains(claim.topic())) {
      return List.of();
    }
    Set<String> settled = settledIds(claim);
    return owed(claim).stream()
        .filter(each -> !expectations.undelivered.contains(each.publish().id()))
        .filter(each -> !settled.contains(each.publish().id() + "/" + each.publish().generation()))
        .toList();
  }
}
