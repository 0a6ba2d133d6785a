package io.mq4j.rabbitmq;

import com.rabbitmq.client.Channel;
import io.mq4j.MqException;
import io.mq4j.Ordering;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which exchanges and queues stand for topics and groups.
 *
 * <p>A topic is a durable topic exchange of its name. Producers publish with a slot from 0 to 63 as
 * routing key, by the hash of the message's key. A group without ordering is one quorum queue that
 * is bound to all of it. An ordered group is a direct exchange behind the topic's, which spreads
 * the slots over quorum queues with a single active consumer each; what others published with
 * another routing key takes the alternate exchange to the first of them.
 *
 * <p>The group's exchange is also the record of its layout: the server refuses to declare it with
 * another type or alternate exchange, so consumers of a group that disagree are found out.
 */
final class Topology {
  /** Producers need not know how many queues a group has, but this they must agree upon. */
  static final int SLOTS = 64;

  private static final String[] SLOT_NAMES = new String[SLOTS];

  static {
    for (int i = 0; i < SLOTS; i++) {
      SLOT_NAMES[i] = Integer.toString(i);
    }
  }

  /** A queue to consume from. */
  record Source(String topic, int lane, String queue) {}

  private Topology() {}

  static void checkName(String what, String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > 100 || name.startsWith("amq.")) {
      throw MqException.builder(
              MqException.Kind.INVALID,
              what + " must have 1 to 100 bytes in UTF-8 and not begin with amq.")
          .adapter(RabbitDriver.ADAPTER)
          .build();
    }
  }

  static String slot(int hash) {
    return SLOT_NAMES[(hash ^ hash >>> 16) & (SLOTS - 1)];
  }

  /** With its @ escaped, so that it is never taken for one of a group's names. */
  static String exchange(String topic) {
    return topic.indexOf('@') < 0 && topic.indexOf('%') < 0
        ? topic
        : topic.replace("%", "%25").replace("@", "%40");
  }

  /** Declares what the group needs, if it isn't there; from then on it misses nothing. */
  static List<Source> declare(
      Channel channel, List<String> topics, String group, Ordering ordering, int partitions)
      throws IOException {
    List<Source> sources = new ArrayList<>();
    for (String topic : topics) {
      String exchange = exchange(topic);
      channel.exchangeDeclare(exchange, "topic", true);
      String whole = exchange + "@@" + group;
      if (ordering == Ordering.NONE) {
        channel.exchangeDeclare(whole, "fanout", true);
        declareQueue(channel, whole, false);
        channel.queueBind(whole, exchange, "#");
        sources.add(new Source(topic, 0, whole));
        continue;
      }
      String rest = exchange + "@r" + partitions + "@" + group;
      channel.exchangeDeclare(rest, "fanout", true);
      channel.exchangeDeclare(whole, "direct", true, false, Map.of("alternate-exchange", rest));
      for (int i = 0; i < partitions; i++) {
        String queue = exchange + "@" + i + "@" + group;
        declareQueue(channel, queue, true);
        for (int slot = i; slot < SLOTS; slot += partitions) {
          channel.queueBindNoWait(queue, whole, SLOT_NAMES[slot], Map.of());
        }
        sources.add(new Source(topic, sources.size(), queue));
      }
      channel.queueBind(exchange + "@0@" + group, rest, "");
      // The last step: before it, nothing reaches the group's exchange and falls through a gap.
      channel.exchangeBind(whole, exchange, "#");
    }
    return sources;
  }

  private static void declareQueue(Channel channel, String queue, boolean ordered)
      throws IOException {
    channel.queueDeclare(
        queue,
        true,
        false,
        false,
        ordered
            ? Map.of("x-queue-type", "quorum", "x-single-active-consumer", true)
            : Map.of("x-queue-type", "quorum"));
  }
}
