package io.mq4j.examples.directory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A consumer's sign of life: a file that exists and is locked. The operating system drops the lock
 * when the process ends in whatever way.
 */
final class Member implements AutoCloseable {
  /** A second channel of the same process must not touch a lock: closing it would drop the lock. */
  private static final String PROCESS = UUID.randomUUID().toString();

  private final Path file;
  private final FileChannel locked;

  Member(Path members) throws IOException {
    file = Files.createDirectories(members).resolve(PROCESS + "." + UUID.randomUUID());
    locked = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    FileLock held = locked.lock();
    if (!held.isValid()) {
      throw new IOException("a new file can't be locked");
    }
  }

  String name() {
    return String.valueOf(file.getFileName());
  }

  static boolean isGone(Path members, String name) throws IOException {
    Path file = members.resolve(name);
    if (!Files.exists(file) || name.startsWith(PROCESS)) {
      return !Files.exists(file);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  @Override
  public void close() {
    try (locked) {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw Store.unavailable(e);
    }
  }
}
