package io.mq4j.engine;

import io.mq4j.BatchHandler;
import io.mq4j.MessageHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Brings attempts to the workers, one by one or in batches. Belongs to the poller. */
interface Feed {
  /** A handler may have this now. */
  void add(InFlight item);

  /** Hands over what has waited long enough; returns when to call again, or the far future. */
  long flush(long now);

  /** Forgets what has been discarded. */
  void purge();

  /** The threads behind it. */
  Workers<?> workers();

  /** One by one. */
  static Feed single(Settings settings, MessageHandler handler, Consumer<InFlight> answered) {
    ReadyQueue<InFlight> ready = new ReadyQueue<>(2 * settings.maxInFlight());
    Workers<InFlight> workers =
        new Workers<>(
            settings.group(), settings.concurrency(), ready, Work.single(handler, answered));
    return new Feed() {
      @Override
      public void add(InFlight item) {
        ready.add(item);
        workers.itemIsReady();
      }

      @Override
      public long flush(long now) {
        return now + Settings.FOREVER;
      }

      @Override
      public void purge() {
        List<InFlight> kept = new ArrayList<>();
        for (InFlight item = ready.poll(); item != null; item = ready.poll()) {
          if (!item.isDiscarded()) {
            kept.add(item);
          }
        }
        kept.forEach(this::add);
      }

      @Override
      public Workers<?> workers() {
        return workers;
      }
    };
  }

  /** In batches. */
  static Feed batch(Settings settings, BatchHandler handler, Consumer<InFlight> answered) {
    return new BatchFeed(settings, handler, answered);
  }
}
