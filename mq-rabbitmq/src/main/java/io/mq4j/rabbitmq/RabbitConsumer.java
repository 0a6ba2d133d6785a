package io.mq4j.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.mq4j.MqException;
import io.mq4j.Ordering;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.ConsumerPlan;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Consumes from all queues of a group on one channel.
 *
 * <p>The server counts what it takes back, whether it was tried or not: attempts of a message that
 * was released, or was prefetched by a consumer that closed, are an upper bound.
 */
final class RabbitConsumer implements ConsumerDriver {
  /** The protocol's own limit. */
  private static final int MOST_PREFETCH = 65_535;

  private static final int ACK_GROUP = 200;

  private final RabbitConnection connection;
  private final Inbox inbox = new Inbox();
  private final Unsettled unsettled;
  private final List<Inbox.Arrival> taken = new ArrayList<>();
  private final boolean ordered;
  private boolean announced;
  private int ignored;

  RabbitConsumer(RabbitConnection connection, ConsumerPlan plan, int partitions) {
    this.connection = connection;
    this.ordered = plan.ordering() != Ordering.NONE;
    this.unsettled = new Unsettled(Math.max(1, Math.min(ACK_GROUP, plan.maxInFlight() / 4)));
    Channel channel = connection.channel();
    channel.addShutdownListener(signal -> inbox.fail(RabbitErrors.gone(signal)));
    try {
      List<Topology.Source> sources =
          Topology.declare(channel, plan.topics(), plan.group(), plan.ordering(), partitions);
      channel.basicQos(Math.min(MOST_PREFETCH, plan.maxInFlight() / sources.size()));
      for (Topology.Source source : sources) {
        channel.basicConsume(source.queue(), false, new Receiver(channel, source));
      }
    } catch (IOException | ShutdownSignalException e) {
      throw RabbitErrors.opening("can't subscribe " + plan.group(), e);
    }
  }

  @Override
  public void receive(Intake intake, int max, Duration wait) {
    if (!announced) {
      announced = true;
      intake.ready();
    }
    long nanos = Math.min(wait.toNanos(), settleDue());
    try {
      inbox.take(taken, max, nanos);
      for (Inbox.Arrival arrival : taken) {
        RabbitIncoming message =
            new RabbitIncoming(
                unsettled,
                arrival.tag,
                arrival.source,
                Wire.message(arrival.properties, arrival.body),
                Wire.deliveryCount(arrival.properties));
        unsettled.add(message);
        intake.deliver(message);
      }
    } finally {
      taken.clear();
    }
  }

  @Override
  public void wakeup() {
    inbox.wake();
  }

  @Override
  public void ack(Incoming message) {
    if (!(message instanceof RabbitIncoming ours) || !unsettled.ack(ours)) {
      ignored++;
    }
  }

  @Override
  public void release(Incoming message) {
    if (message instanceof RabbitIncoming ours && unsettled.hold(ours)) {
      // A nack alone would put it behind what was prefetched after it: at close all go in order.
      if (!ordered) {
        unsettled.release(ours);
      }
    } else {
      ignored++;
    }
  }

  /** Acks may wait a few milliseconds for others; {@link #receive} sends them then. */
  @Override
  public int commit() {
    settleDue();
    int count = ignored;
    ignored = 0;
    return count;
  }

  /** Sends settlements that have waited long enough; tells how long others still may. */
  private long settleDue() {
    long left = unsettled.patience();
    if (left > 0) {
      return left;
    }
    settle(false);
    return unsettled.patience();
  }

  private void settle(boolean all) {
    try {
      connection.gather(channel -> unsettled.write(channel, all));
    } catch (IOException | ShutdownSignalException e) {
      throw RabbitErrors.gone(e);
    }
    connection.flush();
  }

  /** The server takes back what is not settled, once it has worked off what was sent before. */
  @Override
  public void close() {
    try {
      settle(true);
      connection.channel().close();
    } catch (IOException | TimeoutException | ShutdownSignalException | MqException e) {
      // Gone already: the server has taken back everything, as it will after an abort.
      inbox.fail(RabbitErrors.gone(e));
    } finally {
      connection.close();
    }
  }

  /** Puts into the inbox what comes from one queue. */
  private final class Receiver extends DefaultConsumer {
    private final Topology.Source source;

    Receiver(Channel channel, Topology.Source source) {
      super(channel);
      this.source = source;
    }

    @Override
    public void handleDelivery(
        String consumerTag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
      inbox.put(new Inbox.Arrival(source, envelope.getDeliveryTag(), properties, body));
    }

    @Override
    public void handleCancel(String consumerTag) {
      inbox.fail(
          RabbitErrors.error(
              MqException.Kind.UNAVAILABLE, "queue " + source.queue() + " was deleted", null));
    }
  }
}
