package io.mq4j.engine;

import io.mq4j.MqException;
import io.mq4j.spi.Link;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a consumer's connection says by itself; heard until it is replaced by another. */
final class ConsumerLink implements Link {
  private final Bell bell;
  private final Consumer<MqException> away;
  private final Runnable back;
  private volatile boolean replaced;
  private volatile @Nullable MqException error;

  ConsumerLink(Bell bell, Consumer<MqException> away, Runnable back) {
    this.bell = bell;
    this.away = away;
    this.back = back;
  }

  void replaced() {
    replaced = true;
  }

  void throwIfBroken() {
    MqException found = error;
    if (found != null) {
      throw found;
    }
  }

  @Override
  public void broken(MqException why) {
    error = why;
    bell.ring();
  }

  @Override
  public void away(MqException why) {
    if (!replaced) {
      away.accept(why);
    }
  }

  @Override
  public void back() {
    if (!replaced) {
      back.run();
    }
  }
}
