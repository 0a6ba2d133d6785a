package io.mq4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.mq4j.Message;
import io.mq4j.Ordering;
import io.mq4j.spi.Incoming;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LanesTest {
  @Test
  void behave_like_a_queue_per_key_whatever_collides() {
    Random random = new Random(7);
    Lanes lanes = new Lanes(Ordering.KEY);
    Map<String, Deque<InFlight>> model = new HashMap<>();
    List<InFlight> heads = new ArrayList<>();
    for (int step = 0; step < 200_000; step++) {
      if (heads.isEmpty() || random.nextInt(100) < 52) {
        InFlight item = item("topic-" + random.nextInt(3), "key-" + random.nextInt(400));
        Deque<InFlight> queue = model.computeIfAbsent(laneOf(item), key -> new ArrayDeque<>());
        queue.add(item);
        assertThat(lanes.join(item)).isEqualTo(queue.size() == 1);
        if (queue.size() == 1) {
          heads.add(item);
        }
      } else {
        InFlight head = heads.remove(random.nextInt(heads.size()));
        Deque<InFlight> queue = model.getOrDefault(laneOf(head), new ArrayDeque<>());
        queue.remove();
        if (random.nextInt(5) == 0) {
          InFlight again = head.again(2, null);
          queue.addFirst(again);
          lanes.replace(head, again);
          heads.add(again);
        } else {
          InFlight next = lanes.leave(head);
          assertThat(next).isSameAs(queue.peek());
          if (next != null) {
            heads.add(next);
          }
        }
      }
    }
  }

  @Test
  void messages_without_a_key_have_no_lane() {
    Lanes lanes = new Lanes(Ordering.KEY);

    assertThat(lanes.join(item("t", null))).isTrue();
    assertThat(lanes.join(item("t", null))).isTrue();
  }

  @Test
  void a_topic_is_one_lane_under_topic_order() {
    Lanes lanes = new Lanes(Ordering.TOPIC);
    InFlight first = item("t", "a");

    assertThat(lanes.join(first)).isTrue();
    assertThat(lanes.join(item("t", null))).isFalse();
    assertThat(lanes.join(item("other", "a"))).isTrue();
    assertThat(lanes.leave(first)).isNotNull();
  }

  private static String laneOf(InFlight item) {
    return item.topic() + '/' + item.message().key();
  }

  private static InFlight item(String topic, @Nullable String key) {
    return new InFlight(
        new Incoming(topic, 0, Message.wrap(new byte[0]).key(key)) {
          @Override
          public String position() {
            return "";
          }
        },
        "g",
        1,
        null);
  }
}
