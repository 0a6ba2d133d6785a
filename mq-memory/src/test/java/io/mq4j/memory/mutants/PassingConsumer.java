package io.mq4j.memory.mutants;

import io.mq4j.BatchHandler;
import io.mq4j.Consumer;
import io.mq4j.MessageHandler;
import io.mq4j.Ordering;
import io.mq4j.StartPosition;
import io.mq4j.Subscription;
import java.time.Duration;
import java.util.List;

/** Passes everything on; mutants override what they spoil. Unlike a real one, it is changed. */
class PassingConsumer implements Consumer {
  private Consumer real;

  PassingConsumer(Consumer real) {
    this.real = real;
  }

  Subscription spoilt(Subscription subscription) {
    return subscription;
  }

  @Override
  public String group() {
    return real.group();
  }

  @Override
  public Consumer concurrency(int value) {
    real = real.concurrency(value);
    return this;
  }

  @Override
  public Consumer ordering(Ordering value) {
    real = real.ordering(value);
    return this;
  }

  @Override
  public Consumer maxInFlight(int value) {
    real = real.maxInFlight(value);
    return this;
  }

  @Override
  public Consumer start(StartPosition value) {
    real = real.start(value);
    return this;
  }

  @Override
  public Consumer drainTimeout(Duration value) {
    real = real.drainTimeout(value);
    return this;
  }

  @Override
  public Subscription subscribe(List<String> topics, MessageHandler handler) {
    return spoilt(real.subscribe(topics, handler));
  }

  @Override
  public Subscription subscribe(
      List<String> topics, int most, Duration within, BatchHandler handler) {
    return spoilt(real.subscribe(topics, most, within, handler));
  }
}
