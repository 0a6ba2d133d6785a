package io.mq4j.testkit;

import io.mq4j.testkit.Event.Kind;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Shows a history to people: the interesting part as text, all of it as JSON. */
final class Timeline {
  private static final int LINES = 60;
  private static final Set<Kind> ABOUT_ONE =
      EnumSet.of(
          Kind.PUBLISH, Kind.CONFIRMED, Kind.DELIVERED, Kind.SETTLED, Kind.UNSETTLED, Kind.HOP);

  private Timeline() {}

  /** What happened around the suspects; without any, the end. */
  static String of(List<Event> events, Set<String> suspects) {
    List<Event> shown =
        suspects.isEmpty()
            ? events
            : events.stream()
                .filter(e -> !ABOUT_ONE.contains(e.kind()) || suspects.contains(e.id()))
                .toList();
    int cut = Math.max(0, shown.size() - LINES);
    String head =
        "timeline ("
            + events.size()
            + " events, "
            + cut
            + " earlier ones of interest not shown):\n";
    return shown.stream().skip(cut).map(Timeline::line).collect(Collectors.joining("\n", head, ""));
  }

  private static String line(Event event) {
    String attempt = event.kind() == Kind.DELIVERED ? "attempt " + event.number() : "";
    return String.format(
            Locale.ROOT,
            "%10.3f ms  %-9s %-16s %s %s %s %s",
            event.nanos() / 1e6,
            event.kind(),
            event.who(),
            event.id(),
            event.topic(),
            attempt,
            event.detail())
        .stripTrailing();
  }

  static Path write(Path file, List<Event> events) throws IOException {
    Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    try (Writer out = Files.newBufferedWriter(file)) {
      for (Event each : events) {
        out.write(json(each));
        out.write('\n');
      }
    }
    return file;
  }

  private static String json(Event event) {
    return Json.object(
        "seq", event.seq(),
        "nanos", event.nanos(),
        "thread", event.thread(),
        "kind", event.kind().name(),
        "who", event.who(),
        "group", event.group(),
        "topic", event.topic(),
        "id", event.id(),
        "key", event.key() == null ? "" : event.key(),
        "of", event.of(),
        "number", event.number(),
        "generation", event.generation(),
        "print", Long.toHexString(event.print()),
        "detail", event.detail());
  }
}
