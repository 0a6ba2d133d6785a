package io.mq4j.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The raw client as experts use it: 2000 unconfirmed sends, room made by the confirms' distance; a
 * prefetch of 1000 and one ack for 100 messages.
 */
@SuppressWarnings("JavaUtilDate") // It is the client's type for AMQP timestamps.
final class RawRun implements AutoCloseable {
  private static final int WINDOW = 2000;
  private static final int ACK_EACH = 100;
  private static final String NAME = "raw";

  private final Connection connection;
  private final int messages;
  private final byte[] body;

  RawRun(int port, int messages, byte[] body) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(port);
    factory.setAutomaticRecoveryEnabled(false);
    this.connection = factory.newConnection();
    this.messages = messages;
    this.body = body;
    try (Channel channel = connection.createChannel()) {
      channel.exchangeDeclare(NAME, "topic", true);
      channel.queueDeclare(NAME, true, false, false, Map.of("x-queue-type", "quorum"));
      channel.queueBind(NAME, NAME, "#");
    }
  }

  void produce() throws Exception {
    try (Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      Semaphore room = new Semaphore(WINDOW);
      Handled confirmed = new Handled(messages);
      AtomicLong settled = new AtomicLong();
      channel.addConfirmListener(
          (tag, multiple) -> {
            long count = multiple ? tag - settled.get() : 1;
            // Confirms of one queue come in order, so a tag's distance is their number.
            settled.set(tag);
            room.release((int) count);
            for (long i = 0; i < count; i++) {
              confirmed.add();
            }
          },
          (tag, multiple) -> {
            throw new IOException("nack");
          });
      for (int i = 0; i < messages; i++) {
        room.acquire();
        Map<String, Object> headers = new HashMap<>();
        headers.put("key", "key-" + i % 100);
        headers.put("one", "first");
        headers.put("two", "second");
        headers.put("three", "third");
        BasicProperties properties =
            new BasicProperties.Builder()
                .deliveryMode(2)
                .messageId("message-" + i)
                .timestamp(new Date())
                .headers(headers)
                .build();
        channel.basicPublish(NAME, "key-" + i % 100, true, properties, body);
      }
      confirmed.await();
    }
  }

  double consume() throws Exception {
    try (Channel channel = connection.createChannel()) {
      channel.basicQos(1000);
      Handled handled = new Handled(messages);
      channel.basicConsume(
          NAME,
          false,
          new DefaultConsumer(channel) {
            private int count;

            @Override
            public void handleDelivery(
                String consumerTag, Envelope envelope, BasicProperties properties, byte[] bytes)
                throws IOException {
              count++;
              if (count % ACK_EACH == 0 || count == messages) {
                channel.basicAck(envelope.getDeliveryTag(), true);
              }
              handled.add();
            }
          });
      handled.await();
      return handled.rate();
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
