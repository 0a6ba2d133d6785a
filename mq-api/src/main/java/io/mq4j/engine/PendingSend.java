package io.mq4j.engine;

import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.Receipt;
import io.mq4j.SendOptions;
import io.mq4j.spi.Outgoing;
import io.mq4j.spi.ProducerDriver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/** One send from its start to its end; it is the future that its caller holds. */
final class PendingSend extends CompletableFuture<Receipt> implements Outgoing {
  private static final AtomicIntegerFieldUpdater<PendingSend> ENDED =
      AtomicIntegerFieldUpdater.newUpdater(PendingSend.class, "ended");

  private final SendPipeline pipeline;
  private final String topic;
  private final Message message;
  private final SendOptions options;
  private final long deadline;
  final long sequence;

  /** Whether it counts in the buffer; set by its caller's thread before anybody else sees it. */
  boolean hasRoom;

  /** The driver that has it, or had it last. */
  volatile @Nullable ProducerDriver via;

  /** Apart from the future's own state, which a caller may set. */
  private volatile int ended;

  PendingSend(
      SendPipeline pipeline,
      String topic,
      Message message,
      SendOptions options,
      long deadline,
      long sequence) {
    this.pipeline = pipeline;
    this.topic = topic;
    this.message = message;
    this.options = options;
    this.deadline = deadline;
    this.sequence = sequence;
  }

  /** What it counts in the buffer: its bytes and about what its objects take. */
  long cost() {
    return message.size() + 256L;
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public Message message() {
    return message;
  }

  @Override
  public SendOptions options() {
    return options;
  }

  @Override
  public long deadline() {
    return deadline;
  }

  @Override
  public boolean ended() {
    return ended != 0;
  }

  @Override
  public void confirmed(Object position) {
    if (end()) {
      complete(Receipt.of(topic, message, position));
    }
  }

  @Override
  public void failed(MqException error) {
    if (error.kind() == MqException.Kind.UNAVAILABLE && ended == 0) {
      pipeline.repeat(this, error);
    } else {
      finish(error);
    }
  }

  /** Ends it with an error that no repetition within its time mends. */
  void finish(MqException error) {
    if (end()) {
      pipeline.failed(this, error);
      completeExceptionally(error);
    }
  }

  private boolean end() {
    if (ENDED.compareAndSet(this, 0, 1)) {
      pipeline.ended(this);
      return true;
    }
    return false;
  }

  /** Like {@code get}, honouring interruption; the outcome of an interrupted send is unknown. */
  Receipt await() {
    try {
      return get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw pipeline.interrupted(topic, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MqException error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
