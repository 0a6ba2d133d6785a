package io.mq4j;

import static java.util.Objects.requireNonNull;

import io.mq4j.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A body of bytes with an id, headers, and optionally a key and a content type. Each {@code with}
 * like method returns a changed copy that shares the body.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class Message {
  private final byte[] body;
  private final MessageId id;
  private final Headers headers;
  private final @Nullable String key;
  private final @Nullable String contentType;
  private final long timestamp;

  private Message(
      byte[] body,
      MessageId id,
      Headers headers,
      @Nullable String key,
      @Nullable String contentType,
      long timestamp) {
    this.body = body;
    this.id = id;
    this.headers = headers;
    this.key = key;
    this.contentType = contentType;
    this.timestamp = timestamp;
  }

  /** A message with a copy of these bytes, a new id and the present time. */
  public static Message of(byte[] body) {
    return wrap(body.clone());
  }

  /**
   * A message around this very array: for adapters and codecs that made it and won't touch it
   * again. Everybody else takes {@link #of(byte[])}.
   */
  public static Message wrap(byte[] body) {
    requireNonNull(body, "body");
    return new Message(
        body, MessageId.next(), Headers.none(), null, null, System.currentTimeMillis());
  }

  /**
   * A message as it came from a broker, around this very array: for adapters.
   *
   * @param id the sender's id, or null to have one made
   * @param timestamp in milliseconds since 1970
   */
  public static Message wrap(
      byte[] body,
      @Nullable String id,
      Headers headers,
      @Nullable String key,
      @Nullable String contentType,
      long timestamp) {
    requireNonNull(body, "body");
    requireNonNull(headers, "headers");
    MessageId known = id == null || id.isEmpty() ? MessageId.next() : MessageId.of(id);
    return new Message(body, known, headers, key, contentType, timestamp);
  }

  /** A message with a text in UTF-8, of content type {@code text/plain; charset=utf-8}. */
  public static Message text(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8)).contentType("text/plain; charset=utf-8");
  }

  /** A message with a value as JSON, written by {@link JsonCodec#standard()}. */
  public static Message json(Object value) {
    return JsonCodec.standard().message(value);
  }

  MessageId idHandle() {
    return id;
  }

  /** The id by which duplicates are known. */
  public String id() {
    return id.text();
  }

  /** A copy with another id: give the sender's own, if it has one, so that repeats are known. */
  public Message id(String value) {
    if (value.isEmpty()) {
      throw MqException.of(
          MqException.Kind.INVALID, "a message id is empty: leave it out or fill it");
    }
    return new Message(
        body, MessageId.of(wellFormed("id", value)), headers, key, contentType, timestamp);
  }

  /** A copy of the body. */
  public byte[] body() {
    return body.clone();
  }

  /** The body read as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** How many bytes the body has. */
  public int size() {
    return body.length;
  }

  /**
   * The body's own array, not a copy: for adapters and codecs, which only read it. Everybody else
   * takes {@link #body()}.
   */
  public byte[] array() {
    return body;
  }

  /** The headers. */
  public Headers headers() {
    return headers;
  }

  /** A copy with all headers replaced by these. */
  public Message headers(Headers value) {
    return new Message(body, id, requireNonNull(value), key, contentType, timestamp);
  }

  /** The value of a header, or null if there is none of exactly this name. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** A copy with one header added or replaced. */
  public Message header(String name, String value) {
    return headers(headers.with(name, value));
  }

  /** What orders messages among each other, or null. */
  public @Nullable String key() {
    return key;
  }

  /** A copy with another key, or with none. */
  public Message key(@Nullable String value) {
    return new Message(body, id, headers, wellFormed("key", value), contentType, timestamp);
  }

  /** What the body is, for instance {@code application/json}, or null. */
  public @Nullable String contentType() {
    return contentType;
  }

  /** A copy with another content type, or with none. */
  public Message contentType(@Nullable String value) {
    return new Message(body, id, headers, key, wellFormed("content type", value), timestamp);
  }

  /** When the message was made, in whole milliseconds. */
  public Instant timestamp() {
    return Instant.ofEpochMilli(timestamp);
  }

  /** A copy with another time, cut to whole milliseconds. */
  public Message timestamp(Instant value) {
    return new Message(body, id, headers, key, contentType, value.toEpochMilli());
  }

  @SuppressWarnings("NullAway") // null in, null out
  private static <T extends @Nullable String> T wellFormed(String what, T text) {
    if (text != null && !Headers.isWellFormed(text)) {
      throw MqException.of(
          MqException.Kind.INVALID, what + " holds half a surrogate pair, which no wire can carry");
    }
    return text;
  }

  /** Id and sizes; never content. */
  @Override
  public String toString() {
    return "Message[id=" + id() + ", " + body.length + " bytes, " + headers.size() + " headers]";
  }
}
