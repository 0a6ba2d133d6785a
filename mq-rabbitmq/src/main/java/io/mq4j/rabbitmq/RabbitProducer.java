package io.mq4j.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.spi.Outgoing;
import io.mq4j.spi.ProducerDriver;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Publishes with confirms and mandatory routing; what is submitted leaves at commit. */
final class RabbitProducer implements ProducerDriver {
  private final RabbitConnection connection;
  private final ConfirmWindow window;
  private final Set<String> knownTopics = new HashSet<>();
  private int keyless;

  RabbitProducer(RabbitConnection connection, int limit) {
    this.connection = connection;
    this.window = new ConfirmWindow(limit);
    Channel channel = connection.channel();
    channel.addConfirmListener(
        (number, multiple) -> window.settle(number, multiple, null),
        (number, multiple) ->
            window.settle(
                number,
                multiple,
                RabbitErrors.error(
                    MqException.Kind.REFUSED, "the server could not store the message", null)));
    channel.addReturnListener(
        returned ->
            window.fail(
                Wire.id(returned.getProperties()),
                returned.getExchange(),
                topic -> noSuchTopic("no group is subscribed to the topic", topic)));
    channel.addShutdownListener(
        signal ->
            window.shutDown(
                RabbitErrors.gone(signal), topic -> RabbitErrors.closed(signal, topic)));
    try {
      channel.confirmSelect();
    } catch (IOException | ShutdownSignalException e) {
      throw RabbitErrors.opening("can't open a producer", e);
    }
  }

  @Override
  public boolean threadSafe() {
    return false;
  }

  @Override
  public void submit(Outgoing send) {
    window.throwIfDown();
    Message message = send.message();
    BasicProperties properties;
    try {
      properties = Wire.properties(message, send.topic());
      requireTopic(send.topic());
    } catch (MqException e) {
      if (e.kind() == MqException.Kind.UNAVAILABLE) {
        throw e;
      }
      send.failed(e);
      return;
    }
    if (window.isFull()) {
      connection.flush();
      window.awaitRoom();
    }
    String key = message.key();
    String slot = Topology.slot(key == null ? keyless++ : key.hashCode());
    window.add(connection.channel().getNextPublishSeqNo(), send);
    try {
      connection.gather(
          channel ->
              channel.basicPublish(
                  Topology.exchange(send.topic()), slot, true, properties, message.array()));
    } catch (IOException | ShutdownSignalException e) {
      throw RabbitErrors.gone(e);
    } catch (RuntimeException e) {
      // Whether the number was used up is not known: this connection can't match confirms any more.
      send.failed(
          RabbitErrors.error(MqException.Kind.UNEXPECTED, "the client refused to publish", e));
      throw RabbitErrors.gone(e);
    }
  }

  @Override
  public void commit() {
    window.throwIfDown();
    connection.flush();
  }

  /** An unknown exchange would end the channel and all that is under way on it. */
  private void requireTopic(String topic) {
    if (knownTopics.contains(topic)) {
      return;
    }
    try {
      Channel probe = connection.extraChannel();
      probe.exchangeDeclarePassive(Topology.exchange(topic));
      probe.close();
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      throw RabbitErrors.code(e) == AMQP.NOT_FOUND
          ? noSuchTopic("nobody has ever subscribed to the topic", topic)
          : RabbitErrors.opening("can't look for a topic", e);
    }
    knownTopics.add(topic);
  }

  private static MqException noSuchTopic(String text, String topic) {
    return MqException.builder(MqException.Kind.NO_SUCH_TOPIC, text)
        .adapter(RabbitDriver.ADAPTER)
        .topic(topic)
        .build();
  }

  @Override
  public void close() {
    MqException closed = RabbitErrors.gone(null);
    window.shutDown(closed, topic -> closed);
    connection.close();
  }
}
