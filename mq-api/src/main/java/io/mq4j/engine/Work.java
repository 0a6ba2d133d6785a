package io.mq4j.engine;

import io.mq4j.BatchHandler;
import io.mq4j.Delivery;
import io.mq4j.MessageHandler;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import java.util.List;
import java.util.function.Consumer;

/** What a handler's thread does with what it took from the ready queue. */
interface Work<T> {
  /** Runs the user's code and notes its answer; nothing escapes. */
  void run(T item);

  /** Handlers of single messages. */
  static Work<InFlight> single(MessageHandler handler, Consumer<InFlight> answered) {
    return item -> {
      if (item.start()) {
        try {
          item.outcome = handler.handle(item);
        } catch (Throwable e) {
          item.failure = e;
        }
        answered.accept(item);
      }
    };
  }

  /** Handlers of batches. */
  static Work<List<InFlight>> batch(BatchHandler handler, Consumer<InFlight> answered) {
    return waiting -> {
      List<InFlight> batch = waiting.stream().filter(InFlight::start).toList();
      if (batch.isEmpty()) {
        return;
      }
      try {
        List<Outcome> outcomes = handler.handle(List.<Delivery>copyOf(batch));
        if (outcomes.size() != batch.size()) {
          throw MqException.of(
              MqException.Kind.INVALID,
              "batch handler gave " + outcomes.size() + " outcomes for " + batch.size());
        }
        for (int i = 0; i < batch.size(); i++) {
          batch.get(i).outcome = outcomes.get(i);
        }
      } catch (Throwable e) {
        batch.forEach(item -> item.failure = e);
      }
      batch.forEach(answered);
    };
  }
}
