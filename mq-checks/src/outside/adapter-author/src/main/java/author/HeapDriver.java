package author;

import io.mq4j.spi.Link;
import io.mq4j.ProducerOptions;
import io.mq4j.Capabilities;
import io.mq4j.Feature;
import io.mq4j.MqException;
import io.mq4j.Support;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Outgoing;
import io.mq4j.spi.ProducerDriver;

final class HeapDriver implements BrokerDriver {
  private final HeapServer server;

  HeapDriver(HeapServer server) {
    this.server = server;
  }

  @Override
  public String name() {
    return "heap:";
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.builder("heap")
        .support(Support.NATIVE, Feature.GROUPS, Feature.HISTORY)
        .build();
  }

  @Override
  public void checkTopic(String topic) {
    if (topic.isEmpty()) {
      throw MqException.of(MqException.Kind.INVALID, "a topic needs a name");
    }
  }

  @Override
  public void check(ConsumerPlan plan) {
    // Every group will do.
  }

  @Override
  public ProducerDriver openProducer(ProducerOptions options, Link link) {
    return new ProducerDriver() {
      @Override
      public boolean threadSafe() {
        return true;
      }

      @Override
      public void submit(Outgoing send) {
        send.confirmed(send.topic() + "/" + server.add(send.topic(), send.message()));
      }

      @Override
      public void commit() {
        // Each send was confirmed at once.
      }

      @Override
      public void close() {
        // Nothing is left open.
      }
    };
  }

  @Override
  public ConsumerDriver openConsumer(ConsumerPlan plan, Link link) {
    return new HeapConsumer(server, plan);
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
