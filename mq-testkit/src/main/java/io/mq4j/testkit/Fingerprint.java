package io.mq4j.testkit;

import io.mq4j.Message;
import io.mq4j.ReservedHeaders;
import java.util.Objects;
import java.util.zip.CRC32C;

/** Everything that a message must bring along, as one number. */
final class Fingerprint {
  private Fingerprint() {}

  static long of(Message message) {
    CRC32C body = new CRC32C();
    body.update(message.array(), 0, message.size());
    long[] sum = {body.getValue() * 31 + message.size()};
    message
        .headers()
        .forEach(
            (name, value) -> {
              if (!ReservedHeaders.isReserved(name)) {
                // A sum, because the order of headers is not promised.
                sum[0] += (name.hashCode() * 31L + value.hashCode()) * 0x9E3779B97F4A7C15L;
              }
            });
    int rest =
        Objects.hash(message.id(), message.key(), message.contentType(), message.timestamp());
    return sum[0] * 31 + rest;
  }
}
