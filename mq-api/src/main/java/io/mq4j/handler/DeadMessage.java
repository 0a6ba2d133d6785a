package io.mq4j.handler;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mq4j.Delivery;
import io.mq4j.Headers;
import io.mq4j.Message;
import io.mq4j.ReservedHeaders;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/** A message together with the facts of its death. */
final class DeadMessage {
  private DeadMessage() {}

  static Message of(
      Delivery delivery, Throwable failure, Instant now, int textBytes, int stackTraceBytes) {
    Message message = delivery.message();
    Map<String, String> headers = alive(message.headers()).toMap();
    Instant first = delivery.firstFailure();
    headers.put(ReservedHeaders.DEAD_TOPIC, delivery.topic());
    headers.put(ReservedHeaders.DEAD_GROUP, delivery.group());
    headers.put(ReservedHeaders.DEAD_ID, message.id());
    if (!delivery.position().isEmpty()) {
      headers.put(ReservedHeaders.DEAD_POSITION, delivery.position());
    }
    headers.put(ReservedHeaders.DEAD_FIRST_FAILURE, (first == null ? now : first).toString());
    headers.put(ReservedHeaders.DEAD_LAST_FAILURE, now.toString());
    headers.put(ReservedHeaders.DEAD_ATTEMPTS, Integer.toString(delivery.attempt()));
    headers.put(ReservedHeaders.DEAD_EXCEPTION, failure.getClass().getName());
    String text = failure.getMessage();
    if (text != null && textBytes > 0) {
      headers.put(ReservedHeaders.DEAD_MESSAGE, Utf8.cut(text, textBytes));
    }
    if (stackTraceBytes > 0) {
      headers.put(ReservedHeaders.DEAD_STACK_TRACE, Utf8.cut(stackTrace(failure), stackTraceBytes));
    }
    return message.headers(Headers.of(headers)).id(id(delivery));
  }

  /**
   * The headers without the facts of an earlier death, and without those that were meant for the
   * group and attempt at hand: they would hide the dead letter from its readers.
   */
  static Headers alive(Headers headers) {
    return headers.withoutAll(
        name ->
            name.startsWith(ReservedHeaders.DEAD_PREFIX)
                || name.equals(ReservedHeaders.ATTEMPTS)
                || name.equals(ReservedHeaders.TARGET_GROUP));
  }

  private static String id(Delivery delivery) {
    MessageDigest digest = sha256();
    for (String part : new String[] {delivery.group(), delivery.topic(), delivery.message().id()}) {
      byte[] bytes = part.getBytes(UTF_8);
      digest.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
      digest.update(bytes);
    }
    digest.update(ByteBuffer.allocate(4).putInt(0, delivery.generation()));
    return "dead-" + HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
