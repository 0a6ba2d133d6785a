package io.mq4j.examples.directory;

import io.mq4j.MqException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * What stands where below the broker's folder.
 *
 * @param root the folder
 * @param sync whether a file is on the disk, not only with the operating system, before it counts
 */
record Store(Path root, boolean sync) {
  private static final int LONGEST_NAME = 255;

  Path log(String topic) {
    return root.resolve(Path.of("topics", fileName("topic", topic), "log"));
  }

  Path group(String topic, String group) {
    return root.resolve(
        Path.of("topics", fileName("topic", topic), "groups", fileName("group", group)));
  }

  Path members() {
    return root.resolve("members");
  }

  /** A file that nobody else knows yet; it is shown to others by a link or a move. */
  Path draft(byte[] content) throws IOException {
    Path drafts = Files.createDirectories(root.resolve("drafts"));
    Path draft = drafts.resolve(UUID.randomUUID().toString());
    try (FileChannel file =
        FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (ByteBuffer rest = ByteBuffer.wrap(content); rest.hasRemaining(); ) {
        file.write(rest);
      }
      if (sync) {
        file.force(true);
      }
    }
    return draft;
  }

  /** Makes the names in a folder as durable as the files. */
  void sync(Path folder) throws IOException {
    if (sync) {
      try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }

  /** Any name as that of a file, {@code ..} and {@code a/b} included. */
  static String fileName(String what, String name) {
    String encoded = "=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    boolean exact = StandardCharsets.UTF_8.newEncoder().canEncode(name);
    if (name.isEmpty() || !exact || encoded.length() > LONGEST_NAME) {
      throw MqException.builder(
              MqException.Kind.INVALID,
              "a "
                  + what
                  + " needs a name of 1 to "
                  + LONGEST_NAME
                  + " bytes once it is encoded for a file")
          .adapter("dir")
          .build();
    }
    return encoded;
  }

  // snippet: adapterError
  static MqException unavailable(IOException cause) {
    return MqException.builder(MqException.Kind.UNAVAILABLE, "the broker's folder can't be used")
        .adapter("dir")
        .cause(cause)
        .build();
  }
  // end
}
