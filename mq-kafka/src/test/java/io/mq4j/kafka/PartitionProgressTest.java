package io.mq4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionProgressTest {
  private final PartitionProgress progress =
      new PartitionProgress(new TopicPartition("orders", 0), 0);

  @Test
  void settlingOutOfOrderNeverPassesTheOldestUnsettled() {
    long first = progress.received(10);
    long second = progress.received(17);
    long third = progress.received(18);

    progress.settle(third);
    progress.settle(second);

    assertThat(progress.uncommitted()).isZero();
    progress.settle(first);
    assertThat(progress.uncommitted()).isEqualTo(3);
    assertThat(progress.watermark().offset()).isEqualTo(19);
  }

  @Test
  void theWatermarkIsTheOffsetOfTheOldestUnsettledHolesIncluded() {
    long first = progress.received(10);
    progress.received(17);

    progress.settle(first);

    assertThat(progress.watermark().offset()).isEqualTo(17);
  }

  @Test
  void whenAllIsSettledTheBrokersNextPositionIsCommitted() {
    long only = progress.received(10);
    progress.next(new OffsetAndMetadata(12));

    progress.settle(only);

    assertThat(progress.watermark().offset()).isEqualTo(12);
  }

  @Test
  void whatWasSettledInAnyOrderIsAllCommittedInTheEndAlsoAfterTheRingGrew() {
    List<Long> serials = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      serials.add(progress.received(3L * i));
    }
    Collections.shuffle(serials, new Random(7));
    long last = serials.remove(serials.size() - 1);

    serials.forEach(progress::settle);

    assertThat(progress.watermark().offset()).isEqualTo(3 * last);
    progress.settle(last);
    assertThat(progress.uncommitted()).isEqualTo(5_000);
  }

  @Test
  void settlingAfterThePartitionWentIsTold() {
    long only = progress.received(10);

    progress.end();

    assertThat(progress.settle(only)).isFalse();
  }

  @Test
  void aStuckRecordFillsTheSpanAndSettlingItMakesRoom() {
    long stuck = progress.received(0);
    for (long i = 1; !progress.isFull(); i++) {
      progress.settle(progress.received(i));
    }

    assertThat(progress.hasRoom()).isFalse();
    progress.settle(stuck);
    assertThat(progress.hasRoom()).isTrue();
  }
}
