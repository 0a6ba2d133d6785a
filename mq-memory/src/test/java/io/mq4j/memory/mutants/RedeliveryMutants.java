package io.mq4j.memory.mutants;

import static io.mq4j.memory.mutants.Mutant.below;

import io.mq4j.Headers;
import io.mq4j.SendOptions;
import io.mq4j.spi.ConsumerDriver;
import io.mq4j.spi.Incoming;
import io.mq4j.spi.Intake;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bugs in what comes again, or later. */
final class RedeliveryMutants {
  private RedeliveryMutants() {}

  static List<Mutant> all() {
    return List.of(
        below("a failure is taken for an ack", Below.consumers(NoRetry::new), "AK7", "RD1"),
        below(
            "a failure is forgotten until the consumer closes", Below.consumers(Stuck::new), "RD1"),
        below("what is given back is settled", Below.consumers(Settling::new), "RD2", "LC3"),
        below("what is given back has been an attempt", Below.consumers(Spending::new), "RD2"),
        below(
            "every attempt is the first",
            Below.arrives(in -> new Disguise(in, in.message(), 0)),
            "RD4",
            "DQ1"),
        below("a new connection knows no attempts", Below.consumers(Amnesia::new), "RD5"),
        below(
            "headers are lost when a message comes again",
            Below.arrives(
                in ->
                    in.attempts() == 0
                        ? in
                        : new Disguise(in, in.message().headers(Headers.none()), in.attempts())),
            "RD6"),
        below(
            "handlers share the body",
            Below.arrives(
                in ->
                    in.attempts() == 0
                        ? in
                        : new Disguise(
                            in,
                            Below.withBody(in.message(), new byte[in.message().size()]),
                            in.attempts())),
            "RD6"),
        below("a retry holds up the whole consumer", Below.consumers(Waiting::new), "RD7"),
        below("a retry does not wait", Below.consumers(Hot::new), "RD8"),
        below(
            "delays are ignored",
            Below.options(options -> new SendOptions(null, options.timeToLive(), null)),
            "DL1"),
        below(
            "delays are doubled",
            Below.options(
                options ->
                    options.delay() == null
                        ? options
                        : options.delay(options.delay().multipliedBy(2))),
            "DL2"),
        below(
            "a time to live is ignored",
            Below.options(options -> new SendOptions(options.delay(), null, null)),
            "DL3"));
  }

  private static final class NoRetry extends PassingConsumerDriver {
    NoRetry(ConsumerDriver real) {
      super(real);
    }

    @Override
    public void retry(Incoming message, Duration delay, int attempts, @Nullable Instant first) {
      ack(message);
    }
  }

  private static final class Stuck extends PassingConsumerDriver {
    Stuck(ConsumerDriver real) {
      super(real);
    }

    @Override
    public void retry(Incoming message, Duration delay, int attempts, @Nullable Instant first) {
      // Held until the end.
    }
  }

  private static final class Settling extends PassingConsumerDriver {
    Settling(ConsumerDriver real) {
      super(real);
    }

    @Override
    public void release(Incoming message) {
      ack(message);
    }
  }

  private static final class Spending extends PassingConsumerDriver {
    Spending(ConsumerDriver real) {
      super(real);
    }

    @Override
    public void release(Incoming message) {
      retry(message, Duration.ZERO, message.attempts() + 1, null);
    }
  }

  private static final class Amnesia extends PassingConsumerDriver {
    private final Map<String, Integer> seen = new HashMap<>();

    Amnesia(ConsumerDriver real) {
      super(real);
    }

    @Override
    void arrived(Incoming message, Intake intake) {
      int here = seen.getOrDefault(message.message().id(), 0);
      super.arrived(new Disguise(message, message.message(), here), intake);
    }

    @Override
    public void retry(Incoming message, Duration delay, int attempts, @Nullable Instant first) {
      seen.merge(message.message().id(), 1, Integer::sum);
      super.retry(message, delay, attempts, first);
    }
  }

  private static final class Waiting extends PassingConsumerDriver {
    private long until = System.nanoTime();

    Waiting(ConsumerDriver real) {
      super(real);
    }

    @Override
    public void receive(Intake intake, int max, Duration wait) {
      super.receive(intake, System.nanoTime() - until < 0 ? 0 : max, wait);
    }

    @Override
    public void retry(Incoming message, Duration delay, int attempts, @Nullable Instant first) {
      until = Math.max(until, System.nanoTime() + delay.toNanos());
      super.retry(message, delay, attempts, first);
    }
  }

  private static final class Hot extends PassingConsumerDriver {
    Hot(ConsumerDriver real) {
      super(real);
    }

    @Override
    public void retry(Incoming message, Duration delay, int attempts, @Nullable Instant first) {
      super.retry(message, Duration.ZERO, attempts, first);
    }
  }
}
