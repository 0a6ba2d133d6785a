package io.mq4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ReadyQueueTest {
  @Test
  @Timeout(30)
  void each_item_is_taken_exactly_once_by_one_of_many() throws Exception {
    int items = 300_000;
    ReadyQueue<Integer> queue = new ReadyQueue<>(64);
    AtomicIntegerArray taken = new AtomicIntegerArray(items);
    ExecutorService takers = Executors.newFixedThreadPool(3);
    java.util.concurrent.atomic.AtomicInteger left =
        new java.util.concurrent.atomic.AtomicInteger(items);
    List<Future<?>> ends = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ends.add(
          takers.submit(
              () -> {
                while (left.get() > 0) {
                  Integer item = queue.poll();
                  if (item != null) {
                    taken.incrementAndGet(item);
                    left.decrementAndGet();
                  }
                }
              }));
    }
    for (int added = 0; added < items; ) {
      if (added - (items - left.get()) < 60) {
        queue.add(added++);
      }
    }
    for (Future<?> end : ends) {
      end.get(20, TimeUnit.SECONDS);
    }
    takers.shutdown();
    for (int i = 0; i < items; i++) {
      assertThat(taken.get(i)).isEqualTo(1);
    }
  }

  @Test
  void items_come_out_in_the_order_in_which_they_went_in() {
    ReadyQueue<String> queue = new ReadyQueue<>(4);
    queue.add("a");
    queue.add("b");

    assertThat(queue.poll()).isEqualTo("a");
    assertThat(queue.poll()).isEqualTo("b");
    assertThat(queue.poll()).isNull();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void one_item_too_many_is_a_loud_error_and_overwrites_nothing() {
    ReadyQueue<String> queue = new ReadyQueue<>(2);
    queue.add("a");
    queue.add("b");

    assertThatThrownBy(() -> queue.add("c")).isInstanceOf(IllegalStateException.class);
    assertThat(queue.poll()).isEqualTo("a");
  }
}
