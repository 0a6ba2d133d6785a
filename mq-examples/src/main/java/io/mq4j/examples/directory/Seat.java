package io.mq4j.examples.directory;

import io.mq4j.StartPosition;
import io.mq4j.spi.Intake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A group's place at a topic, which one consumer at a time owns. Its file {@code progress} holds
 * the number below which all is settled, and those above that are settled already.
 */
final class Seat {
  private final Store store;
  private final String topic;
  private final Path folder;
  private final Numbered log;
  private final Numbered owners;
  private final TreeSet<Long> settled = new TreeSet<>();
  private boolean owned;
  private boolean changed;
  private long floor;
  private long next;

  Seat(Store store, String topic, String group) throws IOException {
    this.store = store;
    this.topic = topic;
    this.folder = store.group(topic, group);
    this.log = new Numbered(store.log(topic));
    this.owners = new Numbered(folder.resolve("owners"));
  }

  /** Takes the seat if it is free: the last owner in the list counts, as long as it is alive. */
  void take(Member member, StartPosition start) throws IOException {
    if (owned) {
      return;
    }
    long last = owners.last();
    if (last > 0 && !Member.isGone(store.members(), text(owners.read(last)))) {
      return;
    }
    Path claim = store.draft(member.name().getBytes(StandardCharsets.UTF_8));
    owned = owners.add(last + 1, claim);
    Files.delete(claim);
    if (owned) {
      load(start);
    }
  }

  private void load(StartPosition start) throws IOException {
    if (isKnown()) {
      String[] numbers = text(Files.readAllBytes(progress())).split(" ");
      floor = Long.parseLong(numbers[0]);
      Arrays.stream(numbers).skip(1).map(Long::valueOf).forEach(settled::add);
    } else {
      floor = start.kind() == StartPosition.Kind.LATEST ? log.last() + 1 : 1;
      changed = true;
      save();
    }
    next = floor;
  }

  /** Whether the group has begun with the topic, so that from now on it misses nothing. */
  boolean isKnown() {
    return Files.exists(progress());
  }

  /** Hands over up to so many messages. */
  int hand(Intake intake, int most) throws IOException {
    int handed = 0;
    for (; owned && handed < most && log.has(next); next++) {
      if (!settled.contains(next)) {
        intake.deliver(new DirectoryIncoming(this, topic, next, log));
        handed++;
      }
    }
    return handed;
  }

  void settle(long number) {
    settled.add(number);
    changed = true;
    while (settled.remove(floor)) {
      floor++;
    }
  }

  void save() throws IOException {
    if (changed) {
      String numbers =
          Stream.concat(Stream.of(floor), settled.stream())
              .map(String::valueOf)
              .collect(Collectors.joining(" "));
      Path draft = store.draft(numbers.getBytes(StandardCharsets.UTF_8));
      Files.move(draft, progress(), StandardCopyOption.ATOMIC_MOVE);
      changed = false;
    }
  }

  long lag() {
    return owned ? log.last() + 1 - floor - settled.size() : 0;
  }

  private Path progress() {
    return folder.resolve("progress");
  }

  private static String text(byte[] file) {
    return new String(file, StandardCharsets.UTF_8);
  }
}
