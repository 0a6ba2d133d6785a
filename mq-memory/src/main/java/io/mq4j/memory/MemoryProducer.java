package io.mq4j.memory;

import io.mq4j.MqException;
import io.mq4j.SendOptions;
import io.mq4j.spi.Link;
import io.mq4j.spi.Outgoing;
import io.mq4j.spi.ProducerDriver;

/** Stores each send on its caller's thread; only what finds no room waits. */
final class MemoryProducer implements ProducerDriver, Server.Connection {
  private final Server server;
  private final Link link;
  private volatile boolean broken;

  MemoryProducer(Server server, Link link) {
    this.server = server;
    this.link = link;
    server.opened(this);
  }

  @Override
  public boolean threadSafe() {
    return true;
  }

  @Override
  public void submit(Outgoing send) {
    requireConnected();
    Topic topic = server.topic(send.topic());
    if (server.trouble.any()) {
      submitInTrouble(send, topic);
    } else if (isPlain(send.options()) && server.room.take(Room.cost(send.message()))) {
      send.confirmed(topic.append(send.message(), Chunk.NEVER));
    } else {
      arrive(send, topic);
    }
  }

  private void arrive(Outgoing send, Topic topic) {
    server.room.arrive(new Arrival(this, send, topic));
    // Whoever severed this meanwhile may have looked at the queue too early.
    if (broken) {
      endWaiting();
    }
  }

  private static boolean isPlain(SendOptions options) {
    return options.delay() == null && options.timeToLive() == null;
  }

  private void submitInTrouble(Outgoing send, Topic topic) {
    if (server.trouble.refuses()) {
      send.failed(
          MqException.builder(MqException.Kind.REFUSED, server.name + " was told to refuse this")
              .adapter(Settings.ADAPTER)
              .topic(send.topic())
              .build());
      return;
    }
    if (server.trouble.losesConfirmation()) {
      Arrival arrival = new Arrival(this, send, topic);
      if (server.room.take(arrival.cost())) {
        arrival.store();
      }
      server.closed(this);
      end();
      throw server.trouble.unavailable("broke the connection before its confirmation");
    }
    arrive(send, topic);
  }

  @Override
  public void commit() {
    requireConnected();
  }

  private void requireConnected() {
    if (broken) {
      throw server.trouble.unavailable("has no such connection any more");
    }
  }

  @Override
  public void sever() {
    end();
    link.broken(lost());
  }

  private void end() {
    broken = true;
    endWaiting();
  }

  private MqException lost() {
    return server.trouble.unavailable("broke the connection");
  }

  private void endWaiting() {
    for (Arrival arrival : server.room.withdraw(this)) {
      arrival.send().failed(lost());
    }
  }

  @Override
  public void thaw() {
    // A producer has no lease.
  }

  @Override
  public void close() {
    server.closed(this);
    end();
  }
}
