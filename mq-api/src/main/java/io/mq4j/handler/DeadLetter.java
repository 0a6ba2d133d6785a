package io.mq4j.handler;

import static java.util.Objects.requireNonNull;

import io.mq4j.Decorator;
import io.mq4j.Delivery;
import io.mq4j.Faults;
import io.mq4j.MessageHandler;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import java.time.InstantSource;
import java.util.List;

/**
 * Sends what failed for good to a dead-letter topic: each rejection, and each exception that {@link
 * Retry} didn't take, so without a Retry the first failure. The engine acknowledges the message
 * once the dead letter is confirmed.
 *
 * <p>A dead letter has the body, key, content type, timestamp and headers of the message, and the
 * {@code mq-dead-} headers of {@link io.mq4j.ReservedHeaders}, which replace those of an earlier
 * death. Its id is the same whenever the same message dies again in the same group, topic and
 * generation. A message that fails in the dead-letter topic itself stays rejected. Interruption, as
 * {@link Retry} knows it, passes through.
 *
 * <p>{@code RATE_LIMIT( DEAD_LETTER( RETRY( IDEMPOTENCY( TIME_LIMIT( handler )))))}
 *
 * <p>Immutable and safe for use by many threads. Each method returns a changed copy; all is checked
 * when a handler is decorated.
 */
public final class DeadLetter implements Decorator {
  private final String topic;
  private final int textBytes;
  private final int stackTraceBytes;
  private final InstantSource clock;

  private DeadLetter(String topic, int textBytes, int stackTraceBytes, InstantSource clock) {
    this.topic = requireNonNull(topic, "topic");
    this.textBytes = textBytes;
    this.stackTraceBytes = stackTraceBytes;
    this.clock = clock;
  }

  /** Dead letters to this topic. */
  public static DeadLetter to(String topic) {
    return new DeadLetter(topic, 1 << 10, 0, InstantSource.system());
  }

  /**
   * How much of the exception's text is sent along, in bytes of UTF-8: 0 to 32,768; default 1,024.
   * Such texts come from the application and may tell what the message held.
   */
  public DeadLetter textBytes(int value) {
    return new DeadLetter(topic, value, stackTraceBytes, clock);
  }

  /** How much of the stack trace is sent along, in bytes of UTF-8: 0 to 32,768; default 0. */
  public DeadLetter stackTraceBytes(int value) {
    return new DeadLetter(topic, textBytes, value, clock);
  }

  DeadLetter clock(InstantSource value) {
    return new DeadLetter(topic, textBytes, stackTraceBytes, value);
  }

  @Override
  public Layer layer() {
    return Layer.DEAD_LETTER;
  }

  @Override
  public List<MqException.Fault> faults(List<Decorator> others) {
    return new Faults("DeadLetter")
        .require(!topic.isBlank(), "topic", "blank", "the name of a topic")
        .range("textBytes", textBytes, 0, 32 << 10)
        .range("stackTraceBytes", stackTraceBytes, 0, 32 << 10)
        .found();
  }

  @Override
  public MessageHandler decorate(MessageHandler next) {
    requireNonNull(next, "next");
    new Faults("DeadLetter").addAll(faults(List.of())).throwIfAny();
    return delivery -> {
      try {
        Outcome outcome = next.handle(delivery);
        return outcome.kind() == Outcome.Kind.REJECT
            ? buried(requireNonNull(outcome.cause()), delivery)
            : outcome;
      } catch (Throwable failure) {
        if (Interruption.is(failure)) {
          throw failure;
        }
        return buried(failure, delivery);
      }
    };
  }

  private Outcome buried(Throwable failure, Delivery delivery) {
    if (delivery.topic().equals(topic)) {
      return Outcome.reject(failure);
    }
    return Outcome.forward(
        topic,
        DeadMessage.of(delivery, failure, clock.instant(), textBytes, stackTraceBytes),
        failure);
  }

  @Override
  public String toString() {
    return "DeadLetter[" + topic + "]";
  }
}
