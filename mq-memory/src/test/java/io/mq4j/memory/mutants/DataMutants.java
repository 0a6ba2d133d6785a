package io.mq4j.memory.mutants;

import static io.mq4j.memory.mutants.Mutant.above;
import static io.mq4j.memory.mutants.Mutant.below;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mq4j.Headers;
import io.mq4j.Message;
import io.mq4j.MqException;
import io.mq4j.Producer;
import io.mq4j.Receipt;
import io.mq4j.ReservedHeaders;
import io.mq4j.SendOptions;
import io.mq4j.SendResult;
import io.mq4j.spi.BrokerDriver;
import io.mq4j.spi.Outgoing;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Bugs in what becomes of the content. */
final class DataMutants {
  private DataMutants() {}

  static List<Mutant> all() {
    AtomicReference<Headers> last = new AtomicReference<>(Headers.none());
    byte[] shared = new byte[64];
    return List.of(
        below(
            "a body is taken for text",
            body(body -> new String(body, US_ASCII).getBytes(US_ASCII)),
            "MD1",
            "RD6",
            "DQ5"),
        below("an empty body is dropped", Below.forgets(send -> send.message().size() == 0), "MD2"),
        above("null is taken for a failed send", PassingBroker.producers(Lenient::new), "MD3"),
        below(
            "a body is cut at 64 KiB",
            body(body -> body.length < 65_536 ? body : Arrays.copyOf(body, 65_535)),
            "MD4"),
        below(
            "the values of headers are trimmed",
            headers((name, value) -> Map.entry(name, value.strip())),
            "MD5"),
        below(
            "the names of headers are lower-cased",
            headers((name, value) -> Map.entry(name.toLowerCase(Locale.ROOT), value)),
            "MD5",
            "MD7",
            "RD6"),
        below(
            "empty headers are dropped",
            Below.stores(
                message ->
                    message.headers(message.headers().withoutAll(name -> isEmpty(message, name)))),
            "MD5",
            "DQ2"),
        below(
            "headers are ASCII",
            headers((name, value) -> Map.entry(ascii(name), ascii(value))),
            "MD5",
            "DQ2"),
        above("a reserved header is dropped", PassingBroker.producers(Tolerant::new), "MD7", "BK2"),
        below(
            "a header of the adapter's own shows",
            Below.shows(message -> message.header("x-arrived", "yes")),
            "MD7",
            "MD10",
            "SE5"),
        below(
            "a message gets a new id",
            Below.stores(message -> message.id(UUID.randomUUID().toString())),
            "MD8",
            "ID1"),
        below(
            "a timestamp is in seconds",
            Below.stores(
                message -> message.timestamp(message.timestamp().truncatedTo(ChronoUnit.SECONDS))),
            "MD8"),
        below(
            "the content type is lost",
            Below.stores(message -> message.contentType(null)),
            "MD8",
            "DQ2"),
        below(
            "headers stay for the next message",
            Below.stores(
                message -> {
                  Headers before = last.getAndSet(message.headers());
                  return message.headers(
                      message.headers().size() == 0 ? before : message.headers());
                }),
            "MD10"),
        below(
            "all sends share a buffer",
            body(
                body -> {
                  if (body.length != shared.length) {
                    return body;
                  }
                  System.arraycopy(body, 0, shared, 0, body.length);
                  return shared;
                }),
            "MD11"),
        above("a batch fails as a whole", PassingBroker.producers(AllOrNothing::new), "BK2"),
        below(
            "a header decides what the body is",
            Below.shows(
                message ->
                    message.headers().contains("__TypeId__")
                        ? Below.withBody(message, "{}".getBytes(US_ASCII))
                        : message),
            "SE5"),
        below("a receipt tells the payload", Below.sends(DataMutants::talking), "SE4"));
  }

  private static UnaryOperator<BrokerDriver> body(UnaryOperator<byte[]> spoil) {
    return Below.stores(message -> Below.withBody(message, spoil.apply(message.array())));
  }

  private static UnaryOperator<BrokerDriver> headers(
      BiFunction<String, String, Map.Entry<String, String>> spoil) {
    return Below.stores(
        message -> {
          Map<String, String> spoilt = new LinkedHashMap<>();
          message
              .headers()
              .forEach(
                  (name, value) -> {
                    Map.Entry<String, String> entry = spoil.apply(name, value);
                    spoilt.put(entry.getKey(), entry.getValue());
                  });
          return message.headers(Headers.of(spoilt));
        });
  }

  private static boolean isEmpty(Message message, String name) {
    return message.headers().getOrDefault(name, "").isEmpty();
  }

  private static String ascii(String text) {
    return text.replaceAll("[^\\x00-\\x7f]", "?");
  }

  private static final class Lenient extends PassingProducer {
    Lenient(Producer real) {
      super(real);
    }

    @Override
    public CompletableFuture<Receipt> send(String topic, Message message, SendOptions options) {
      try {
        return super.send(topic, message, options);
      } catch (NullPointerException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
  }

  private static final class Tolerant extends PassingProducer {
    Tolerant(Producer real) {
      super(real);
    }

    private static Message tolerated(Message message) {
      return message.headers(message.headers().withoutAll(ReservedHeaders::isReserved));
    }

    @Override
    public CompletableFuture<Receipt> send(String topic, Message message, SendOptions options) {
      return super.send(topic, tolerated(message), options);
    }

    @Override
    public CompletableFuture<List<SendResult>> sendAll(
        String topic, List<Message> messages, SendOptions options) {
      return super.sendAll(topic, messages.stream().map(Tolerant::tolerated).toList(), options);
    }
  }

  private static final class AllOrNothing extends PassingProducer {
    AllOrNothing(Producer real) {
      super(real);
    }

    @Override
    public CompletableFuture<List<SendResult>> sendAll(
        String topic, List<Message> messages, SendOptions options) {
      return super.sendAll(topic, messages, options).thenApply(AllOrNothing::told);
    }

    private static List<SendResult> told(List<SendResult> results) {
      List<MqException> errors = new ArrayList<>();
      for (SendResult each : results) {
        if (each.error() != null) {
          errors.add(each.error());
        }
      }
      return errors.isEmpty()
          ? results
          : results.stream()
              .map(each -> new SendResult(each.message(), null, errors.get(0)))
              .toList();
    }
  }

  private static Outgoing talking(Outgoing send) {
    return new PassingSend(send) {
      @Override
      public void confirmed(Object position) {
        super.confirmed(position + " " + message().text());
      }
    };
  }
}
