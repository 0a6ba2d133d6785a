package io.mq4j.memory.mutants;

import static io.mq4j.memory.mutants.Mutant.around;

import io.mq4j.Decorator;
import io.mq4j.MessageHandler;
import io.mq4j.Outcome;
import io.mq4j.handler.Idempotency;
import io.mq4j.handler.IdempotencyStore;
import io.mq4j.handler.IdempotencyStore.Claim;
import io.mq4j.handler.IdempotencyStore.Claimed;
import io.mq4j.testkit.Decorators;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Bugs in how duplicates are known. */
final class IdempotencyMutants {
  private static final Duration LONG = Duration.ofDays(1);

  private IdempotencyMutants() {}

  static List<Mutant> all() {
    return List.of(
        around("two may claim a message at once", store(Generous::new), "ID1", "ID5"),
        around("a store forgets what is done", store(Forgetting::new), "ID1"),
        around(
            "a message is marked before its handler runs",
            decorator(MarksFirst::new),
            "ID2",
            "ID3"),
        around("a failed attempt is marked, too", decorator(MarksAlways::new), "ID3", "ID6"),
        around("a store that is away is not asked", decorator(FailsOpen::new), "ID4"),
        around("an outage of the store is an attempt", decorator(Spending::new), "ID4"),
        around("a stale owner may complete", store(Completing::new), "ID5"),
        around("anybody may release a claim", store(Releasing::new), "ID5"),
        around("a store does not know generations", store(Ageless::new), "ID6"));
  }

  private static Decorators store(UnaryOperator<IdempotencyStore> spoil) {
    return new Decorators() {
      @Override
      public IdempotencyStore store() {
        return spoil.apply(Decorators.super.store());
      }
    };
  }

  private interface Making {
    Decorator make(IdempotencyStore store, Duration lease);
  }

  private static Decorators decorator(Making making) {
    return new Decorators() {
      @Override
      public Decorator idempotency(IdempotencyStore store, Duration lease) {
        return making.make(store, lease);
      }
    };
  }

  private static class PassingStore implements IdempotencyStore {
    final IdempotencyStore real;

    PassingStore(IdempotencyStore real) {
      this.real = real;
    }

    @Override
    public Claim claim(IdempotencyStore.Key key, Duration lease) throws Exception {
      return real.claim(key, lease);
    }

    @Override
    public boolean complete(IdempotencyStore.Key key, long token, Duration retention)
        throws Exception {
      return real.complete(key, token, retention);
    }

    @Override
    public void release(IdempotencyStore.Key key, long token) throws Exception {
      real.release(key, token);
    }
  }

  private static final class Generous extends PassingStore {
    private final Map<IdempotencyStore.Key, Claimed> given = new ConcurrentHashMap<>();

    Generous(IdempotencyStore real) {
      super(real);
    }

    @Override
    public Claim claim(IdempotencyStore.Key key, Duration lease) throws Exception {
      Claim claim = super.claim(key, lease);
      if (claim instanceof Claimed claimed) {
        given.put(key, claimed);
      }
      return claim instanceof IdempotencyStore.Busy
          ? given.getOrDefault(key, new Claimed(0))
          : claim;
    }
  }

  private static final class Forgetting extends PassingStore {
    Forgetting(IdempotencyStore real) {
      super(real);
    }

    @Override
    public boolean complete(IdempotencyStore.Key key, long token, Duration retention)
        throws Exception {
      release(key, token);
      return true;
    }
  }

  private static final class Completing extends PassingStore {
    Completing(IdempotencyStore real) {
      super(real);
    }

    @Override
    public boolean complete(IdempotencyStore.Key key, long token, Duration retention)
        throws Exception {
      super.complete(key, token, retention);
      return true;
    }
  }

  private static final class Releasing extends PassingStore {
    private final Map<IdempotencyStore.Key, Long> tokens = new ConcurrentHashMap<>();

    Releasing(IdempotencyStore real) {
      super(real);
    }

    @Override
    public Claim claim(IdempotencyStore.Key key, Duration lease) throws Exception {
      Claim claim = super.claim(key, lease);
      if (claim instanceof Claimed claimed) {
        tokens.put(key, claimed.token());
      }
      return claim;
    }

    @Override
    public void release(IdempotencyStore.Key key, long token) throws Exception {
      super.release(key, tokens.getOrDefault(key, token));
    }
  }

  private static final class Ageless extends PassingStore {
    Ageless(IdempotencyStore real) {
      super(real);
    }

    private static IdempotencyStore.Key ageless(IdempotencyStore.Key key) {
      return new IdempotencyStore.Key(key.group(), key.topic(), key.messageId(), 0);
    }

    @Override
    public Claim claim(IdempotencyStore.Key key, Duration lease) throws Exception {
      return super.claim(ageless(key), lease);
    }

    @Override
    public boolean complete(IdempotencyStore.Key key, long token, Duration retention)
        throws Exception {
      return super.complete(ageless(key), token, retention);
    }

    @Override
    public void release(IdempotencyStore.Key key, long token) throws Exception {
      super.release(ageless(key), token);
    }
  }

  private record MarksFirst(IdempotencyStore store, Duration lease) implements Decorator {
    @Override
    public Layer layer() {
      return Layer.IDEMPOTENCY;
    }

    @Override
    public MessageHandler decorate(MessageHandler next) {
      return delivery -> {
        IdempotencyStore.Key key = IdempotencyStore.Key.of(delivery);
        if (!(store.claim(key, lease) instanceof Claimed claimed)) {
          return Outcome.duplicate();
        }
        store.complete(key, claimed.token(), LONG);
        return next.handle(delivery);
      };
    }
  }

  private record MarksAlways(IdempotencyStore store, Duration lease) implements Decorator {
    @Override
    public Layer layer() {
      return Layer.IDEMPOTENCY;
    }

    @Override
    public MessageHandler decorate(MessageHandler next) {
      return delivery -> {
        IdempotencyStore.Key key = IdempotencyStore.Key.of(delivery);
        if (!(store.claim(key, lease) instanceof Claimed claimed)) {
          return Outcome.duplicate();
        }
        try {
          return next.handle(delivery);
        } finally {
          store.complete(key, claimed.token(), LONG);
        }
      };
    }
  }

  private record FailsOpen(IdempotencyStore store, Duration lease) implements Decorator {
    @Override
    public Layer layer() {
      return Layer.IDEMPOTENCY;
    }

    @Override
    public MessageHandler decorate(MessageHandler next) {
      MessageHandler real = Idempotency.of(store).lease(lease).decorate(next);
      return delivery -> {
        Outcome outcome = real.handle(delivery);
        boolean away = outcome.kind() == Outcome.Kind.POSTPONE && outcome.cause() != null;
        return away ? next.handle(delivery) : outcome;
      };
    }
  }

  private record Spending(IdempotencyStore store, Duration lease) implements Decorator {
    @Override
    public Layer layer() {
      return Layer.IDEMPOTENCY;
    }

    @Override
    public MessageHandler decorate(MessageHandler next) {
      MessageHandler real = Idempotency.of(store).lease(lease).decorate(next);
      return delivery -> {
        Outcome outcome = real.handle(delivery);
        Throwable cause = outcome.cause();
        return outcome.kind() == Outcome.Kind.POSTPONE && cause != null
            ? Outcome.retryAfter(outcome.delay(), cause)
            : outcome;
      };
    }
  }
}
