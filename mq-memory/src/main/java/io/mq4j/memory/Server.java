package io.mq4j.memory;

import io.mq4j.Capabilities;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One broker: its topics, its memory, the connections to it, and its present troubles. */
final class Server {
  /** A connection, as the server sees it. */
  interface Connection {
    /** The server, or the network, ends it. */
    void sever();

    /** The server is about to answer again: nobody was silent by his own fault. */
    void thaw();
  }

  final String name;
  final Settings settings;
  final Capabilities capabilities;
  final Room room;
  final Trouble trouble;
  private final ConcurrentHashMap<String, Topic> topics = new ConcurrentHashMap<>();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  Server(String name, Settings settings) {
    this.name = name;
    this.settings = settings;
    capabilities = settings.capabilities();
    room = new Room(this, settings.capacity());
    trouble = new Trouble(name);
  }

  Topic topic(String topic) {
    Topic known = topics.get(topic);
    return known != null ? known : topics.computeIfAbsent(topic, this::newTopic);
  }

  @Nullable Topic find(String topic) {
    return topics.get(topic);
  }

  private Topic newTopic(String topic) {
    return new Topic(topic, settings);
  }

  Collection<Topic> topics() {
    return topics.values();
  }

  boolean isFrozen() {
    return trouble.any() && trouble.frozen();
  }

  void opened(Connection connection) {
    connections.add(connection);
    try {
      trouble.awaitAnswer();
    } catch (RuntimeException e) {
      connections.remove(connection);
      throw e;
    }
  }

  void closed(Connection connection) {
    connections.remove(connection);
  }

  void severAll() {
    for (Connection connection : List.copyOf(connections)) {
      connections.remove(connection);
      connection.sever();
    }
  }

  void stop() {
    trouble.down();
    severAll();
  }

  void start() {
    trouble.up();
    room.admitAll();
  }

  void thaw() {
    connections.forEach(Connection::thaw);
    trouble.frozen(false);
    room.admitAll();
  }

  void close() {
    trouble.close();
    severAll();
  }
}
