package io.mq4j.engine;

import io.mq4j.BatchHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects attempts until there are enough, or until the first one has waited long enough. */
final class BatchFeed implements Feed {
  private final int most;
  private final long within;
  private final ReadyQueue<List<InFlight>> ready;
  private final Workers<List<InFlight>> workers;
  private List<InFlight> collecting = new ArrayList<>();
  private long due;

  BatchFeed(Settings settings, BatchHandler handler, Consumer<InFlight> answered) {
    this.most = settings.batchMost();
    this.within = settings.batchWithin().toNanos();
    this.ready = new ReadyQueue<>(2 * settings.maxInFlight());
    this.workers =
        new Workers<>(
            settings.group(), settings.concurrency(), ready, Work.batch(handler, answered));
  }

  @Override
  public void add(InFlight item) {
    if (collecting.isEmpty()) {
      due = System.nanoTime() + within;
    }
    collecting.add(item);
    if (collecting.size() >= most) {
      handOver();
    }
  }

  @Override
  public long flush(long now) {
    if (!collecting.isEmpty() && due - now <= 0) {
      handOver();
    }
    return collecting.isEmpty() ? now + Settings.FOREVER : due;
  }

  private void handOver() {
    ready.add(collecting);
    collecting = new ArrayList<>();
    workers.itemIsReady();
  }

  @Override
  public void purge() {
    collecting.removeIf(InFlight::isDiscarded);
    List<List<InFlight>> kept = new ArrayList<>();
    for (List<InFlight> batch = ready.poll(); batch != null; batch = ready.poll()) {
      if (!batch.stream().allMatch(InFlight::isDiscarded)) {
        kept.add(batch);
      }
    }
    kept.forEach(ready::add);
    kept.forEach(batch -> workers.itemIsReady());
  }

  @Override
  public Workers<?> workers() {
    return workers;
  }
}
