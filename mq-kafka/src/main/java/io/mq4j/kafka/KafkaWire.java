package io.mq4j.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mq4j.Headers;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.ReservedHeaders;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * How a message stands in a record: its key is the record's key, its timestamp the record's, its
 * headers are headers in UTF-8, its id and content type the headers {@code mq-id} and {@code
 * mq-content-type}.
 *
 * <p>Of foreign records, a missing id becomes {@code topic-partition-offset}, a missing value an
 * empty body, a header without value an empty text; of headers with the same name the last counts,
 * one with an empty name is left out, and bytes that are no UTF-8 are read as U+FFFD.
 */
final class KafkaWire {
  private KafkaWire() {}

  static byte @Nullable [] key(Message message) {
    String key = message.key();
    return key == null ? null : key.getBytes(UTF_8);
  }

  static ProducerRecord<byte[], byte[]> record(
      String topic, @Nullable Integer partition, byte @Nullable [] key, Message message) {
    long timestamp = message.timestamp().toEpochMilli();
    if (timestamp < 0) {
      throw MqException.builder(MqException.Kind.INVALID, "Kafka has no timestamps before 1970")
          .adapter("kafka")
          .topic(topic)
          .build();
    }
    RecordHeaders headers = new RecordHeaders();
    headers.add(new RecordHeader(ReservedHeaders.ID, message.id().getBytes(UTF_8)));
    String contentType = message.contentType();
    if (contentType != null) {
      headers.add(new RecordHeader(ReservedHeaders.CONTENT_TYPE, contentType.getBytes(UTF_8)));
    }
    message
        .headers()
        .forEach((name, value) -> headers.add(new RecordHeader(name, value.getBytes(UTF_8))));
    return new ProducerRecord<>(topic, partition, timestamp, key, message.array(), headers);
  }

  static Message message(ConsumerRecord<byte[], byte[]> record) {
    String id = "";
    String contentType = null;
    Header[] all = record.headers().toArray();
    String[] pairs = new String[all.length * 2];
    int size = 0;
    for (Header header : all) {
      String name = header.key();
      if (name.equals(ReservedHeaders.ID)) {
        id = text(header);
      } else if (name.equals(ReservedHeaders.CONTENT_TYPE)) {
        contentType = text(header);
      } else if (!name.isEmpty()) {
        pairs[size++] = name;
        pairs[size++] = text(header);
      }
    }
    byte[] key = record.key();
    return Message.wrap(record.value() == null ? new byte[0] : record.value())
        .id(id.isEmpty() ? record.topic() + "-" + record.partition() + "-" + record.offset() : id)
        .headers(headers(size == pairs.length ? pairs : Arrays.copyOf(pairs, size)))
        .key(key == null ? null : new String(key, UTF_8))
        .contentType(contentType)
        .timestamp(Instant.ofEpochMilli(Math.max(0, record.timestamp())));
  }

  private static Headers headers(String[] pairs) {
    for (int i = 2; i < pairs.length; i += 2) {
      for (int j = 0; j < i; j += 2) {
        if (pairs[i].equals(pairs[j])) {
          Map<String, String> last = new LinkedHashMap<>();
          for (int k = 0; k < pairs.length; k += 2) {
            last.put(pairs[k], pairs[k + 1]);
          }
          return Headers.of(last);
        }
      }
    }
    return Headers.of(pairs);
  }

  private static String text(Header header) {
    byte[] value = header.value();
    return value == null ? "" : new String(value, UTF_8);
  }
}
