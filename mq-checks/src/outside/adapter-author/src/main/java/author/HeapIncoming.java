package author;

import io.mq4j.Message;
import io.mq4j.spi.Incoming;

final class HeapIncoming extends Incoming {
  private final int index;

  HeapIncoming(String topic, int index, Message message) {
    super(topic, 0, message);
    this.index = index;
  }

  int index() {
    return index;
  }

  @Override
  public String position() {
    return topic() + "/" + index;
  }
}
