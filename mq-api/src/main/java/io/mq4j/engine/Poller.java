package io.mq4j.engine;

import io.mq4j.Feature;
import io.mq4j.MqEvent;
import io.mq4j.MqException;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a subscription that talks to its driver: connects, receives, settles, keeps the
 * lease, and comes back after an outage.
 */
final class Poller implements Intake {
  /** How long a receive may last: a driver keeps leases in it, so it is called that often. */
  private static final long TURN = Duration.ofSeconds(1).toNanos();

  /** How long handlers of revoked lanes may go on: well within what brokers grant a rebalance. */
  private static final long REVOKE_BOUND = Duration.ofSeconds(5).toNanos();

  private final BrokerDriver broker;
  private final Settings settings;
  private final Events events;
  private final Status status;
  private final CompletableFuture<Void> ready;
  private final Answers answers = new Answers();
  private final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final Bell bell = new Bell();
  private final Workers<?> workers;
  private final Dispatcher dispatcher;
  private final Backoff backoff = new Backoff();
  private final Thread thread;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private volatile @Nullable ConsumerDriver driver;
  private volatile boolean closing;

  private volatile long drainNanos = Settings.FOREVER;
  private @Nullable ConsumerLink link;

  Poller(
      BrokerDriver broker,
      Settings settings,
      Events events,
      Status status,
      CompletableFuture<Void> ready,
      EngineProducer hops,
      Function<java.util.function.Consumer<InFlight>, Feed> feeds) {
    this.broker = broker;
    this.settings = settings;
    this.events = events;
    this.status = status;
    this.ready = ready;
    Feed feed = feeds.apply(this::answered);
    this.workers = feed.workers();
    Predicate<Feature> capabilities = broker.capabilities()::has;
    this.dispatcher =
        new Dispatcher(settings, events, hops, capabilities, feed, answers, bell::ring);
    this.thread = HandlerThreads.daemon("mq4j-poll-" + settings.group(), this::run);
  }

  void start() {
    thread.start();
  }

  Workers<?> workers() {
    return workers;
  }

  int inFlight() {
    return closed.isDone() ? 0 : dispatcher.size();
  }

  CompletableFuture<Void> closed() {
    return closed;
  }

  /** Starts the end; handlers get this long, or less if somebody has less patience. */
  synchronized void beginClose(long within) {
    drainNanos = Math.min(drainNanos, within);
    closing = true;
    bell.ring();
  }

  private void answered(InFlight item) {
    answers.add(item);
    bell.ring();
  }

  /** Has it look at what has changed. */
  void wake() {
    bell.ring();
  }

  /** How many messages the group has not settled, asked on the poller's thread. */
  CompletableFuture<Long> lag() {
    CompletableFuture<Long> lag = new CompletableFuture<>();
    commands.add(
        () -> {
          ConsumerDriver connected = driver;
          if (connected == null) {
            lag.completeExceptionally(
                MqException.of(MqException.Kind.UNAVAILABLE, "no connection: the lag is unknown"));
          } else {
            long value = connected.lag();
            lag.completeAsync(() -> value);
          }
        });
    if (closed.isDone()) {
      lag.completeExceptionally(closedError());
    }
    bell.ring();
    return lag;
  }

  private void run() {
    try {
      while (!closing) {
        try {
          if (driver == null) {
            connect();
          } else {
            turn();
          }
        } catch (MqException e) {
          broke(e);
        } catch (RuntimeException e) {
          broke(unexpected(e));
        }
      }
      status.draining();
      drain();
    } finally {
      end();
    }
  }

  private void connect() {
    ConsumerLink fresh = new ConsumerLink(bell, this::away, status::connected);
    link = fresh;
    ConsumerDriver opened = broker.openConsumer(settings.plan(), fresh);
    driver = opened;
    dispatcher.connected(opened);
    backoff.reset();
    status.connected();
    events.tell(events.event(MqEvent.Type.CONNECTED).group(settings.group()).detail("consumer"));
  }

  private void away(MqException error) {
    if (status.disconnected(error)) {
      events.tell(
          events
              .event(MqEvent.Type.DISCONNECTED)
              .group(settings.group())
              .detail("consumer")
              .cause(error));
    }
  }

  private void turn() {
    settle();
    if (closing) {
      return;
    }
    ConsumerLink present = link;
    if (present != null) {
      present.throwIfBroken();
    }
    long now = System.nanoTime();
    boolean halted = status.isPaused() || dispatcher.stall() != null;
    workers.halt(halted);
    long due = dispatcher.dispatchDue(now);
    int room = halted ? 0 : settings.maxInFlight() - dispatcher.size();
    receive(Math.max(0, room), Math.max(0, Math.min(TURN, due - now)));
  }

  private void settle() {
    bell.silence();
    dispatcher.settleAnswered();
    runCommands();
    dispatcher.commit();
    status.stalled(dispatcher.stall());
  }

  private void receive(int room, long nanos) {
    ConsumerDriver connected = driver;
    if (connected != null) {
      bell.receive(connected, this, room, nanos);
    }
  }

  private void broke(MqException error) {
    if (driver != null) {
      disconnect();
    }
    away(error);
    if (error.retryable()) {
      waitWithoutConnection(backoff.next());
    } else {
      status.failed(error);
      ready.completeExceptionally(error);
      waitWithoutConnection(Settings.FOREVER);
    }
  }

  private void waitWithoutConnection(long nanos) {
    long until = System.nanoTime() + nanos;
    for (long left = nanos; left > 0 && !closing; left = until - System.nanoTime()) {
      bell.park(left);
      bell.silence();
      dispatcher.settleAnswered();
      runCommands();
    }
  }

  private void runCommands() {
    for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
      command.run();
    }
  }

  private void disconnect() {
    ConsumerDriver last = driver;
    driver = null;
    if (link != null) {
      link.replaced();
    }
    dispatcher.disown(item -> true);
    dispatcher.connected(null);
    if (last != null) {
      try {
        last.close();
      } catch (RuntimeException e) {
        events.tell(
            events
                .event(MqEvent.Type.DISCONNECTED)
                .group(settings.group())
                .detail("consumer: the client did not close cleanly")
                .cause(e));
      }
    }
  }

  /** Lets handlers end, keeps the lease meanwhile, and settles what they answer. */
  private void drain() {
    try {
      dispatcher.beginClosing();
      workers.halt(true);
      long begin = System.nanoTime();
      while (dispatcher.anyRunning(item -> true)) {
        long left = drainNanos - (System.nanoTime() - begin);
        if (left <= 0) {
          interruptHandlers();
          break;
        }
        if (driver == null) {
          bell.park(left);
          bell.silence();
          dispatcher.settleAnswered();
        } else {
          dispatcher.dispatchDue(System.nanoTime());
          receive(0, Math.min(left, TURN / 20));
          settle();
        }
      }
      if (driver != null) {
        dispatcher.settleAnswered();
        dispatcher.commit();
      }
    } catch (MqException e) {
      status.disconnected(e);
    } catch (RuntimeException e) {
      status.disconnected(unexpected(e));
    }
    disconnect();
  }

  private void interruptHandlers() {
    dispatcher.settleAnswered();
    if (driver == null) {
      dispatcher.disown(item -> true);
    } else {
      dispatcher.giveUp(item -> true);
    }
    workers.interruptAll();
    events.tell(
        events
            .event(MqEvent.Type.HANDLER_INTERRUPTED)
            .group(settings.group())
            .detail("handlers still ran at the end of the drain time-out"));
  }

  private void end() {
    workers.end(TURN);
    status.closed();
    ready.completeExceptionally(closedError());
    closed.complete(null);
    runCommands();
  }

  private MqException closedError() {
    return MqException.builder(
            MqException.Kind.CLOSED,
            "the subscription of group '" + settings.group() + "' has been closed")
        .adapter(broker.capabilities().adapter())
        .build();
  }

  private MqException unexpected(RuntimeException cause) {
    return MqException.builder(MqException.Kind.UNEXPECTED, "the client failed in an unknown way")
        .adapter(broker.capabilities().adapter())
        .retryable(true)
        .cause(cause)
        .build();
  }

  @Override
  public void deliver(Incoming message) {
    dispatcher.accept(message);
  }

  @Override
  public void ready() {
    if (!ready.isDone()) {
      ready.completeAsync(() -> null);
    }
  }

  @Override
  public void revoking(int... lanes) {
    Predicate<InFlight> theirs = in(lanes);
    dispatcher.giveBack(theirs);
    long deadline = System.nanoTime() + Math.min(REVOKE_BOUND, drainNanos);
    dispatcher.settleAnswered();
    while (dispatcher.anyRunning(theirs) && deadline - System.nanoTime() > 0) {
      bell.park(deadline - System.nanoTime());
      bell.silence();
      dispatcher.settleAnswered();
    }
    dispatcher.giveUp(theirs);
    dispatcher.commit();
    bell.goOnReceiving();
  }

  @Override
  public void lost(int... lanes) {
    dispatcher.disown(in(lanes));
  }

  private static Predicate<InFlight> in(int... lanes) {
    int[] sorted = lanes.clone();
    Arrays.sort(sorted);
    return item -> Arrays.binarySearch(sorted, item.incoming.lane()) >= 0;
  }
}
