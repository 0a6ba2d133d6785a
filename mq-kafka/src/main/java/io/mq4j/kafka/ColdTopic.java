package io.mq4j.kafka;

import io.mq4j.MqException;
import io.mq4j.spi.Outgoing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Sends to a topic until each of its partitions has confirmed a record. The first record of a
 * partition travels alone: an idempotent producer that pipelines into a partition whose leader does
 * not know of it yet loses sends to OUT_OF_ORDER_SEQUENCE. What comes meanwhile waits in order.
 *
 * <p>Nobody waits in a sender's thread. Safe for use by many threads; keyed records go where the
 * client's own partitioner would put them.
 */
final class ColdTopic {
  private final KafkaProducerDriver driver;
  private final String name;
  private final Queue<Outgoing> unopened = new ArrayDeque<>();
  private List<Partition> partitions = List.of();
  private boolean opening;
  private boolean closed;
  private int next;
  private int proved;
  private int busy;
  private volatile boolean warm;

  ColdTopic(KafkaProducerDriver driver, String name) {
    this.driver = driver;
    this.name = name;
  }

  /** Whether each partition has confirmed a record. */
  boolean isWarm() {
    return warm;
  }

  void submit(Outgoing send, boolean onIoThread) {
    byte[] key = KafkaWire.key(send.message());
    Partition partition;
    synchronized (this) {
      if (closed) {
        partition = null;
      } else if (partitions.isEmpty()) {
        unopened.add(send);
        if (!opening) {
          opening = true;
          driver.help(this::open);
        }
        return;
      } else {
        partition = partition(key);
        if (onIoThread || !partition.proved || partition.busy) {
          enqueue(partition, send);
          return;
        }
      }
    }
    if (partition == null) {
      send.failed(KafkaErrors.closed(null, name));
      return;
    }
    driver.start(send, partition.number, key, null);
  }

  private void open() {
    int count = 0;
    MqException failure = null;
    try {
      count = driver.partitions(name);
    } catch (KafkaException | IllegalStateException e) {
      failure = KafkaErrors.of(e, name);
    }
    List<Outgoing> failed = new ArrayList<>();
    synchronized (this) {
      opening = false;
      if (failure == null) {
        List<Partition> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          all.add(new Partition(i));
        }
        partitions = List.copyOf(all);
        for (Outgoing send : unopened) {
          enqueue(partition(KafkaWire.key(send.message())), send);
        }
      } else {
        failed.addAll(unopened);
      }
      unopened.clear();
    }
    if (failure != null) {
      for (Outgoing send : failed) {
        send.failed(failure);
      }
    }
  }

  /** Ends what waits here. */
  void close() {
    List<Outgoing> cut;
    synchronized (this) {
      closed = true;
      cut = new ArrayList<>(unopened);
      unopened.clear();
      for (Partition partition : partitions) {
        cut.addAll(partition.waiting);
        partition.waiting.clear();
      }
    }
    for (Outgoing send : cut) {
      send.failed(KafkaErrors.closed(null, name));
    }
  }

  private Partition partition(byte @Nullable [] key) {
    int number = key == null ? next++ : Utils.toPositive(Utils.murmur2(key));
    return partitions.get(Math.floorMod(number, partitions.size()));
  }

  private void enqueue(Partition partition, Outgoing send) {
    partition.waiting.add(send);
    if (!partition.busy) {
      partition.busy = true;
      busy++;
      driver.help(() -> drain(partition));
    }
  }

  private void drain(Partition partition) {
    while (true) {
      Outgoing send;
      boolean first;
      synchronized (this) {
        send = partition.waiting.poll();
        first = !partition.proved;
        if (send == null) {
          partition.busy = false;
          busy--;
          warm |= busy == 0 && proved == partitions.size();
          return;
        }
      }
      if (send.ended()) {
        continue;
      }
      byte[] key = KafkaWire.key(send.message());
      if (first) {
        driver.start(send, partition.number, key, success -> firstEnded(partition, success));
        return;
      }
      driver.start(send, partition.number, key, null);
    }
  }

  private void firstEnded(Partition partition, boolean success) {
    if (success) {
      synchronized (this) {
        partition.proved = true;
        proved++;
      }
    }
    driver.help(() -> drain(partition));
  }

  private static final class Partition {
    private final int number;
    private final Queue<Outgoing> waiting = new ArrayDeque<>();
    private boolean proved;
    private boolean busy;

    Partition(int number) {
      this.number = number;
    }
  }
}
