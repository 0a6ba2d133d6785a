package io.mq4j.testkit.fault;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file that a process writes its output to, from the point where its latest start began. */
record LogFile(Path path, long from, boolean temporary) {
  private static final int TAIL_BYTES = 8192;
  private static final int TAIL_LINES = 20;

  static LogFile temporary(String name) {
    try {
      return new LogFile(Files.createTempFile(name + "-", ".log"), 0, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static LogFile at(Path path) {
    return new LogFile(path, 0, false);
  }

  /** What is logged from now on. */
  LogFile fromNow() {
    try {
      return new LogFile(path, Files.exists(path) ? Files.size(path) : 0, temporary);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The complete lines, and a last one that may still grow. */
  List<String> lines() {
    return read(from);
  }

  List<String> tail() {
    List<String> lines = read(Math.max(from, size() - TAIL_BYTES));
    return lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
  }

  void discard() {
    if (temporary) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private long size() {
    return Files.exists(path) ? path.toFile().length() : 0;
  }

  private List<String> read(long start) {
    if (!Files.exists(path)) {
      return List.of();
    }
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.max(0, file.length() - start)];
      file.seek(start);
      file.readFully(bytes);
      // A foreign process may log anything: what isn't UTF-8 is replaced, not refused.
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
