package io.mq4j.kafka;

import io.mq4j.spi.Incoming;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record with its place among those received from its partition. */
final class KafkaIncoming extends Incoming {
  private final PartitionProgress progress;
  private final long serial;
  private final long offset;

  KafkaIncoming(ConsumerRecord<byte[], byte[]> record, PartitionProgress progress, long serial) {
    super(record.topic(), progress.lane(), KafkaWire.message(record));
    this.progress = progress;
    this.serial = serial;
    this.offset = record.offset();
  }

  PartitionProgress progress() {
    return progress;
  }

  long serial() {
    return serial;
  }

  @Override
  public String position() {
    return progress.partition() + "@" + offset;
  }
}
