package io.mq4j.examples.directory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.mq4j.Headers;
import io.mq4j.Message;
import io.mq4j.ReservedHeaders;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as a file: a first line {@code mq4j}, one line {@code name=value} for each header, with
 * %-escapes, an empty line, and the body as it is. A file of any other form was put there by
 * somebody else: all of it is the body.
 */
final class FileFormat {
  private static final String MAGIC = "mq4j\n";

  private FileFormat() {}

  static byte[] write(Message message) {
    Map<String, String> all = message.headers().toMap();
    all.put(ReservedHeaders.ID, message.id());
    all.put(ReservedHeaders.TIMESTAMP, Long.toString(message.timestamp().toEpochMilli()));
    putIfThere(all, ReservedHeaders.KEY, message.key());
    putIfThere(all, ReservedHeaders.CONTENT_TYPE, message.contentType());
    StringBuilder head = new StringBuilder(MAGIC);
    all.forEach(
        (name, value) -> head.append(escape(name)).append('=').append(escape(value)).append('\n'));
    byte[] first = head.append('\n').toString().getBytes(ISO_8859_1);
    byte[] file = Arrays.copyOf(first, first.length + message.size());
    System.arraycopy(message.array(), 0, file, first.length, message.size());
    return file;
  }

  private static void putIfThere(Map<String, String> all, String name, @Nullable String value) {
    if (value != null) {
      all.put(name, value);
    }
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  static Message read(byte[] file, String position, Instant stored) {
    String text = new String(file, ISO_8859_1);
    int body = text.indexOf("\n\n") + 2;
    if (text.startsWith(MAGIC) && body > 1) {
      try {
        return read(
            text.substring(MAGIC.length(), body - 1), Arrays.copyOfRange(file, body, file.length));
      } catch (RuntimeException e) {
        // Looks like ours but isn't: below.
      }
    }
    return Message.wrap(file).id(position).timestamp(stored);
  }

  private static Message read(String head, byte[] body) {
    Map<String, String> all = new LinkedHashMap<>();
    head.lines()
        .map(line -> line.split("=", 2))
        .forEach(
            pair -> all.put(URLDecoder.decode(pair[0], UTF_8), URLDecoder.decode(pair[1], UTF_8)));
    Message message =
        Message.wrap(body)
            .id(String.valueOf(all.remove(ReservedHeaders.ID)))
            .timestamp(
                Instant.ofEpochMilli(
                    Long.parseLong(String.valueOf(all.remove(ReservedHeaders.TIMESTAMP)))))
            .key(all.remove(ReservedHeaders.KEY))
            .contentType(all.remove(ReservedHeaders.CONTENT_TYPE));
    return message.headers(Headers.of(all));
  }
}
