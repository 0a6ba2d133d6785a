package io.mq4j.memory.mutants;

import static io.mq4j.memory.mutants.Mutant.around;

import io.mq4j.Decorator;
import io.mq4j.Delivery;
import io.mq4j.Headers;
import io.mq4j.Message;
import io.mq4j.MessageHandler;
import io.mq4j.Outcome;
import io.mq4j.ReservedHeaders;
import io.mq4j.handler.DeadLetter;
import io.mq4j.handler.Redrive;
import io.mq4j.handler.Retry;
import io.mq4j.testkit.Decorators;
import java.time.Duration;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Bugs in what becomes of messages that fail for good. */
final class DeadLetterMutants {
  private DeadLetterMutants() {}

  static List<Mutant> all() {
    return List.of(
        around("a message has one attempt more", attempts(n -> n + 1), "DQ1", "DQ2"),
        around("a message has one attempt less", attempts(n -> n - 1), "DQ1"),
        around("a message has attempts without end", attempts(n -> 10_000), "DQ1", "DQ5"),
        around(
            "what failed for good is acked and gone",
            outcomes(outcome -> Outcome.drop(cause(outcome))),
            "DQ3",
            "DQ5"),
        around(
            "headers are lost on death",
            letters(
                (letter, source) ->
                    letter.headers(
                        letter.headers().withoutAll(name -> !ReservedHeaders.isReserved(name)))),
            "DQ2"),
        around(
            "the reason of a death is not told",
            letters((letter, source) -> letter.headers(source.headers())),
            "DQ2",
            "DQ4"),
        around(
            "a dead letter keeps its id",
            letters((letter, source) -> letter.id(source.id())),
            "DQ2"),
        around(
            "an undecodable body is emptied",
            letters((letter, source) -> Below.withBody(letter, new byte[0])),
            "DQ5",
            "DQ2"),
        around(
            "a redrive goes to every group",
            redrives(headers -> headers.without(ReservedHeaders.TARGET_GROUP)),
            "DQ4"),
        around(
            "a redrive is no new generation",
            redrives(headers -> headers.without(ReservedHeaders.GENERATION)),
            "DQ4",
            "ID6"),
        around(
            "a redriven message still tells of its death",
            new Decorators() {
              @Override
              public MessageHandler redrive() {
                MessageHandler real = Redrive.toOrigin();
                return delivery -> {
                  Headers told = delivery.message().headers();
                  return changed(
                      real.handle(delivery),
                      letter ->
                          letter.header(
                              ReservedHeaders.DEAD_TOPIC,
                              told.getOrDefault(ReservedHeaders.DEAD_TOPIC, "")));
                };
              }
            },
            "DQ4"));
  }

  private static Throwable cause(Outcome outcome) {
    Throwable cause = outcome.cause();
    return cause == null ? new IllegalStateException("unknown") : cause;
  }

  private static Decorators attempts(UnaryOperator<Integer> spoil) {
    return new Decorators() {
      @Override
      public Decorator retry(int attempts, Duration pause) {
        return Retry.fixed(pause).attempts(spoil.apply(attempts)).retryIf(failure -> true);
      }
    };
  }

  private static Outcome changed(Outcome outcome, UnaryOperator<Message> spoil) {
    String topic = outcome.topic();
    Message message = outcome.message();
    return topic == null || message == null
        ? outcome
        : Outcome.forward(topic, spoil.apply(message), outcome.cause());
  }

  private static Decorators letters(BinaryOperator<Message> spoil) {
    return new Decorators() {
      @Override
      public Decorator deadLetter(String topic) {
        return new Spoilt(
            DeadLetter.to(topic),
            (outcome, delivery) ->
                changed(outcome, letter -> spoil.apply(letter, delivery.message())));
      }
    };
  }

  private static Decorators outcomes(UnaryOperator<Outcome> spoil) {
    return new Decorators() {
      @Override
      public Decorator deadLetter(String topic) {
        return new Spoilt(DeadLetter.to(topic), (outcome, delivery) -> spoil.apply(outcome));
      }
    };
  }

  private static Decorators redrives(UnaryOperator<Headers> spoil) {
    return new Decorators() {
      @Override
      public MessageHandler redrive() {
        MessageHandler real = Redrive.toOrigin();
        return delivery ->
            changed(real.handle(delivery), letter -> letter.headers(spoil.apply(letter.headers())));
      }
    };
  }

  /** Changes what a decorator makes of a delivery that is forwarded. */
  private record Spoilt(Decorator real, Spoiling spoiling) implements Decorator {
    @Override
    public Layer layer() {
      return real.layer();
    }

    @Override
    public MessageHandler decorate(MessageHandler next) {
      MessageHandler whole = real.decorate(next);
      return delivery -> {
        Outcome outcome = whole.handle(delivery);
        return outcome.kind() == Outcome.Kind.FORWARD ? spoiling.spoil(outcome, delivery) : outcome;
      };
    }
  }

  private interface Spoiling {
    Outcome spoil(Outcome outcome, Delivery delivery);
  }
}
