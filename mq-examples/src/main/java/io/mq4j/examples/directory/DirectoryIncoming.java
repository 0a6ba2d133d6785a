package io.mq4j.examples.directory;

import io.mq4j.spi.Incoming;
import java.io.IOException;

/** A message that remembers by which number it is settled. */
final class DirectoryIncoming extends Incoming {
  private final Seat seat;
  private final long number;

  DirectoryIncoming(Seat seat, String topic, long number, Numbered log) throws IOException {
    super(topic, 0, FileFormat.read(log.read(number), topic + "/" + number, log.time(number)));
    this.seat = seat;
    this.number = number;
  }

  void settle() {
    seat.settle(number);
  }

  @Override
  public String position() {
    return topic() + "/" + number;
  }
}
