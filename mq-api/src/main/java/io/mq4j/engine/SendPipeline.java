package io.mq4j.engine;

import io.mq4j.Message;
import io.mq4j.MqEvent;
import io.mq4j.MqException;
import io.mq4j.ProducerOptions;
import io.mq4j.SendOptions;
import io.mq4j.spi.BrokerDriver;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A producer's sends from start to end: room, the way to the driver, and the deadline. */
final class SendPipeline {
  private final ProducerOptions options;
  private final Events events;
  private final SendErrors errors;
  private final SendBuffer buffer;
  private final SendDeadlines deadlines;
  private final Sender sender;
  private final AtomicLong sequence = new AtomicLong();
  private volatile boolean closing;

  SendPipeline(BrokerDriver broker, ProducerOptions options, Events events) {
    this.options = options;
    this.events = events;
    this.errors = new SendErrors(broker.capabilities().adapter(), options.timeout());
    this.buffer = new SendBuffer(options.bufferBytes());
    this.deadlines = new SendDeadlines(broker.name(), this::late);
    this.sender = new Sender(broker, options, errors, events);
  }

  PendingSend send(String topic, Message message, SendOptions wishes) {
    PendingSend send = newSend(topic, message, wishes);
    MqException refusal = closing ? errors.closed(topic) : takeRoom(send);
    if (refusal != null) {
      send.finish(refusal);
      return send;
    }
    sender.send(send);
    if (!send.ended()) {
      deadlines.watch(send);
    }
    return send;
  }

  /** A send that ends before it began. */
  PendingSend refused(String topic, Message message, MqException error) {
    PendingSend send = newSend(topic, message, SendOptions.NONE);
    send.finish(error);
    return send;
  }

  private PendingSend newSend(String topic, Message message, SendOptions wishes) {
    long deadline = System.nanoTime() + options.timeout().toNanos();
    return new PendingSend(this, topic, message, wishes, deadline, sequence.getAndIncrement());
  }

  private @Nullable MqException takeRoom(PendingSend send) {
    try {
      send.hasRoom = buffer.take(send.cost(), send.deadline());
      return send.hasRoom ? null : errors.noRoom(send.topic(), sender.outage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return errors.interrupted(send.topic(), e);
    }
  }

  void repeat(PendingSend send, MqException error) {
    sender.repeat(send, error);
  }

  /** Called once by each send that ends. */
  void ended(PendingSend send) {
    if (send.hasRoom) {
      buffer.giveBack(send.cost());
    }
  }

  void failed(PendingSend send, MqException error) {
    events.tell(
        events
            .event(MqEvent.Type.SEND_FAILED)
            .topic(send.topic())
            .message(send.message().id(), 0)
            .detail(error.kind().toString())
            .cause(error));
  }

  private void late(PendingSend send) {
    if (!send.ended()) {
      send.finish(errors.unknown(send.topic(), sender.outage()));
    }
  }

  MqException interrupted(String topic, InterruptedException cause) {
    return errors.interrupted(topic, cause);
  }

  @Nullable MqException outage() {
    return sender.outage();
  }

  void flush() throws InterruptedException {
    for (PendingSend send : deadlines.pending()) {
      try {
        send.get();
      } catch (ExecutionException e) {
        // The caller of that send learns it from its own future.
      }
    }
  }

  /** Refuses new sends, gives those under way some time, and ends what is then left as unknown. */
  void close(long within) {
    closing = true;
    try {
      boolean unused = buffer.awaitEmpty(System.nanoTime() + within);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sender.close().forEach(this::late);
    deadlines.pending().forEach(this::late);
    deadlines.close();
  }
}
