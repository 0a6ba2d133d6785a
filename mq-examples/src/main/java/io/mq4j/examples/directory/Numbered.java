package io.mq4j.examples.directory;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A folder of files 1, 2, 3 … without gaps, to which any number of processes append without a lock:
 * a hard link takes a number or finds it taken, and n + 1 is tried only once n exists. Who has read
 * n will so never meet an earlier one later. For one thread.
 */
final class Numbered {
  private final Path folder;
  private long last;

  Numbered(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  Path folder() {
    return folder;
  }

  /** The highest number there is; 0 if there is none. */
  long last() {
    long step = 1;
    while (has(last + step)) {
      last += step;
      step *= 2;
    }
    for (step /= 2; step > 0; step /= 2) {
      if (has(last + step)) {
        last += step;
      }
    }
    return last;
  }

  boolean has(long number) {
    return Files.exists(path(number));
  }

  byte[] read(long number) throws IOException {
    return Files.readAllBytes(path(number));
  }

  Instant time(long number) throws IOException {
    return Files.getLastModifiedTime(path(number)).toInstant();
  }

  /** Gives a draft this number, unless it is taken. */
  boolean add(long number, Path draft) throws IOException {
    try {
      Files.createLink(path(number), draft);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false; // somebody was faster
    }
  }

  /** Gives a draft the next free number, and returns that. */
  long append(Path draft) throws IOException {
    long number = last() + 1;
    while (!add(number, draft)) {
      number++;
    }
    Files.delete(draft);
    return number;
  }

  private Path path(long number) {
    return folder.resolve("%016d".formatted(number));
  }
}
