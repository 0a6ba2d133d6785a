package io.mq4j.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.LongString;
import io.mq4j.Headers;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.ReservedHeaders;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a message travels: id and content type as properties, or as a header where they are too long
 * for one; the key as a header; the time as a property in seconds and as a header in milliseconds.
 */
@SuppressWarnings("JavaUtilDate") // It is the client's type for AMQP timestamps.
final class Wire {
  static final String DELIVERY_COUNT = "x-delivery-count";

  private static final int SHORT = 255;

  /** All properties must fit into one frame, which has 128 KiB by default. */
  private static final int MOST_HEADER_BYTES = 120_000;

  /** What the server takes as an order to itself. */
  private static final Set<String> SERVER_NAMES = Set.of("CC", "BCC", DELIVERY_COUNT);

  private Wire() {}

  /**
   * The properties of a message.
   *
   * @throws MqException of kind INVALID or TOO_LARGE if it has headers that can't be carried
   */
  static BasicProperties properties(Message message, String topic) {
    Map<String, Object> table = new HashMap<>();
    message
        .headers()
        .forEach(
            (name, value) -> {
              if (SERVER_NAMES.contains(name)) {
                throw refused(
                    MqException.Kind.INVALID,
                    "header " + name + " has a meaning to RabbitMQ",
                    topic);
              }
              if (!isShort(name)) {
                throw refused(
                    MqException.Kind.INVALID, "a header name has more than 255 bytes", topic);
              }
              table.put(name, value);
            });
    String key = message.key();
    if (key != null) {
      table.put(ReservedHeaders.KEY, key);
    }
    String id = message.id();
    if (!isShort(id)) {
      table.put(ReservedHeaders.ID, id);
      id = null;
    }
    String contentType = message.contentType();
    if (contentType != null && !isShort(contentType)) {
      table.put(ReservedHeaders.CONTENT_TYPE, contentType);
      contentType = null;
    }
    long timestamp = message.timestamp().toEpochMilli();
    table.put(ReservedHeaders.TIMESTAMP, timestamp);
    requireFits(table, topic);
    return new BasicProperties(
        contentType,
        null,
        table,
        2,
        null,
        null,
        null,
        null,
        id,
        new Date(timestamp),
        null,
        null,
        null,
        null);
  }

  /** The id of a message that came back, as it was sent; null if it had none. */
  static @Nullable String id(BasicProperties properties) {
    String id = properties.getMessageId();
    return id != null ? id : text(properties, ReservedHeaders.ID);
  }

  /**
   * A message from anybody. Of foreign headers it keeps texts, numbers, truth values and times;
   * without an id it gets one that is new for each delivery, since two foreign messages of equal
   * content are still two.
   */
  static Message message(BasicProperties properties, byte[] body) {
    Message message = Message.wrap(body);
    String id = id(properties);
    if (id != null && !id.isEmpty()) {
      message = message.id(id);
    }
    String key = text(properties, ReservedHeaders.KEY);
    if (key != null) {
      message = message.key(key);
    }
    String contentType = properties.getContentType();
    if (contentType == null) {
      contentType = text(properties, ReservedHeaders.CONTENT_TYPE);
    }
    if (contentType != null) {
      message = message.contentType(contentType);
    }
    Instant timestamp = timestamp(properties);
    if (timestamp != null) {
      message = message.timestamp(timestamp);
    }
    Map<String, Object> table = properties.getHeaders();
    return table == null ? message : message.headers(headers(table));
  }

  /** How often the server has taken the message back. */
  static int deliveryCount(BasicProperties properties) {
    Map<String, Object> table = properties.getHeaders();
    Object count = table == null ? null : table.get(DELIVERY_COUNT);
    return count instanceof Number number
        ? (int) Math.max(0, Math.min(number.longValue(), Integer.MAX_VALUE - 1))
        : 0;
  }

  private static Headers headers(Map<String, Object> table) {
    Map<String, String> kept = new HashMap<>();
    table.forEach(
        (name, value) -> {
          if (name.isEmpty() || isOurs(name)) {
            return;
          }
          if (value instanceof LongString
              || value instanceof String
              || value instanceof Number
              || value instanceof Boolean) {
            kept.put(name, value.toString());
          } else if (value instanceof Date date) {
            kept.put(name, date.toInstant().toString());
          }
        });
    return Headers.of(kept);
  }

  private static boolean isOurs(String name) {
    return switch (name) {
      case ReservedHeaders.KEY,
          ReservedHeaders.ID,
          ReservedHeaders.TIMESTAMP,
          ReservedHeaders.CONTENT_TYPE,
          DELIVERY_COUNT ->
          true;
      default -> false;
    };
  }

  private static @Nullable Instant timestamp(BasicProperties properties) {
    Map<String, Object> table = properties.getHeaders();
    if (table != null && table.get(ReservedHeaders.TIMESTAMP) instanceof Long millis) {
      return Instant.ofEpochMilli(millis);
    }
    Date seconds = properties.getTimestamp();
    if (seconds == null) {
      return null;
    }
    try {
      Instant instant = seconds.toInstant();
      return instant.toEpochMilli() == seconds.getTime() ? instant : null;
    } catch (DateTimeException | ArithmeticException e) {
      // A foreign time beyond all calendars: the message is delivered with the present one.
      return null;
    }
  }

  private static @Nullable String text(BasicProperties properties, String name) {
    Map<String, Object> table = properties.getHeaders();
    Object value = table == null ? null : table.get(name);
    return value instanceof LongString || value instanceof String ? value.toString() : null;
  }

  private static boolean isShort(String text) {
    return text.length() * 3 <= SHORT
        || (text.length() <= SHORT && text.getBytes(StandardCharsets.UTF_8).length <= SHORT);
  }

  private static void requireFits(Map<String, Object> table, String topic) {
    long most = 0;
    for (Map.Entry<String, Object> entry : table.entrySet()) {
      int value = entry.getValue() instanceof String text ? text.length() : 8;
      most += 6 + 3L * (entry.getKey().length() + value);
    }
    if (most <= MOST_HEADER_BYTES) {
      return;
    }
    long exact = 0;
    for (Map.Entry<String, Object> entry : table.entrySet()) {
      exact += 6 + entry.getKey().getBytes(StandardCharsets.UTF_8).length;
      exact +=
          entry.getValue() instanceof String text
              ? text.getBytes(StandardCharsets.UTF_8).length
              : 8;
    }
    if (exact > MOST_HEADER_BYTES) {
      throw refused(
          MqException.Kind.TOO_LARGE, "key and headers take more than 120,000 bytes", topic);
    }
  }

  private static MqException refused(MqException.Kind kind, String text, String topic) {
    return MqException.builder(kind, text).adapter(RabbitDriver.ADAPTER).topic(topic).build();
  }
}
