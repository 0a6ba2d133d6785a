package io.mq4j.testkit;

import io.mq4j.Ordering;
import io.mq4j.StartPosition;
import io.mq4j.testkit.Event.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes histories by hand: one group g with a subscription s, and a producer p. */
final class Script {
  private final List<Event> events = new ArrayList<>();
  private final List<Subscribed> subscriptions = new ArrayList<>();
  private final Map<String, Long> open = new HashMap<>();
  final Expectations expectations = new Expectations();

  static Script of(Ordering ordering) {
    return new Script().subscribe("s", "g", ordering, 2);
  }

  Script subscribe(String who, String group, Ordering ordering, int maxInFlight) {
    return subscribe(who, group, "t", ordering, maxInFlight);
  }

  Script subscribe(String who, String group, String topic, Ordering ordering, int maxInFlight) {
    subscriptions.add(
        new Subscribed(who, group, List.of(topic), ordering, StartPosition.EARLIEST, maxInFlight));
    add(Kind.SUBSCRIBE, who, group, "", "", null, -1, "");
    add(Kind.READY, who, group, "", "", null, -1, "");
    return this;
  }

  Script confirm(String... ids) {
    for (String id : ids) {
      long seq = publish(id);
      add(Kind.CONFIRMED, "p", "", "t", id, null, seq, "");
    }
    return this;
  }

  Script fail(String id) {
    add(Kind.FAILED, "p", "", "t", id, null, publish(id), "INVALID");
    return this;
  }

  Script unknown(String id) {
    add(Kind.UNKNOWN, "p", "", "t", id, null, publish(id), "TIMEOUT");
    return this;
  }

  private long publish(String id) {
    return add(Kind.PUBLISH, "p", "", "t", id, "k", -1, "");
  }

  Script begin(String id) {
    return begin("s", "g", "t", id, id.hashCode());
  }

  Script begin(String who, String group, String topic, String id, long print) {
    Event event = event(Kind.DELIVERED, who, group, topic, id, "k", -1, "", print);
    events.add(event);
    open.put(id, event.seq());
    return this;
  }

  Script end(String id, boolean settled) {
    Kind kind = settled ? Kind.SETTLED : Kind.UNSETTLED;
    Long delivered = open.remove(id);
    add(
        kind,
        "s",
        "g",
        "t",
        id,
        "k",
        delivered == null ? -1 : delivered,
        settled ? "DONE" : "threw");
    return this;
  }

  Script settle(String... ids) {
    for (String id : ids) {
      begin(id).end(id, true);
    }
    return this;
  }

  Script forward(String id) {
    begin(id);
    long delivered = open.getOrDefault(id, -1L);
    add(Kind.SETTLED, "s", "g", "t", id, "k", delivered, "FORWARD to d");
    add(Kind.HOP, "s", "g", "d", "dead-" + id, "k", delivered, "");
    return this;
  }

  Script fault() {
    add(Kind.FAULT, "faults", "", "", "", null, -1, "kill");
    return this;
  }

  private long add(
      Kind kind,
      String who,
      String group,
      String topic,
      String id,
      @Nullable String key,
      long of,
      String detail) {
    Event event = event(kind, who, group, topic, id, key, of, detail, id.hashCode());
    events.add(event);
    return event.seq();
  }

  private Event event(
      Kind kind,
      String who,
      String group,
      String topic,
      String id,
      @Nullable String key,
      long of,
      String detail,
      long print) {
    long seq = events.size();
    return new Event(seq, seq * 1000, 1, kind, who, group, topic, id, key, of, 0, 0, print, detail);
  }

  List<Event> events() {
    return events;
  }

  List<String> verdict() {
    return new HistoryChecker(new History(events, subscriptions, true), expectations).check();
  }
}
