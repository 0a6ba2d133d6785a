package io.mq4j.handler;

import static java.util.Objects.requireNonNull;

import io.mq4j.Delivery;
import io.mq4j.Faults;
import io.mq4j.MessageHandler;
import io.mq4j.MqException;
import io.mq4j.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A handler that hands each message to one of several handlers.
 *
 * <pre>{@code
 * Router.byHeader("type").route("placed", onPlaced).route("paid", onPaid).otherwiseReject()
 * }</pre>
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class Router implements MessageHandler {
  private final String by;
  private final Function<Delivery, @Nullable String> selector;
  private final Map<String, MessageHandler> handlers;
  private final MessageHandler otherwise;

  private Router(Routes routes, MessageHandler otherwise) {
    this.by = routes.by;
    this.selector = routes.selector;
    this.handlers = Map.copyOf(routes.handlers);
    this.otherwise = requireNonNull(otherwise, "otherwise");
  }

  /** Starts a router that looks at the value of a header. */
  public static Routes byHeader(String name) {
    requireNonNull(name, "name");
    return new Routes(
        "header " + name, Function.identity(), delivery -> delivery.message().header(name));
  }

  /** Starts a router that looks at the content type; its parameters and its case don't count. */
  public static Routes byContentType() {
    return new Routes(
        "content type",
        Router::mediaType,
        delivery -> {
          String type = delivery.message().contentType();
          return type == null ? null : mediaType(type);
        });
  }

  /** Starts a router that looks at the topic. */
  public static Routes byTopic() {
    return new Routes("topic", Function.identity(), Delivery::topic);
  }

  @Override
  public Outcome handle(Delivery delivery) throws Exception {
    String value = selector.apply(delivery);
    MessageHandler handler = value == null ? null : handlers.get(value);
    return (handler == null ? otherwise : handler).handle(delivery);
  }

  private static String mediaType(String contentType) {
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return type.trim().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return "Router[by " + by + ", " + handlers.size() + " routes]";
  }

  /** Collects the routes of a router; for one thread. */
  public static final class Routes {
    private final String by;
    private final Function<String, String> normal;
    private final Function<Delivery, @Nullable String> selector;
    private final Map<String, MessageHandler> handlers = new HashMap<>();
    private final List<String> twice = new ArrayList<>();

    private Routes(
        String by, Function<String, String> normal, Function<Delivery, @Nullable String> selector) {
      this.by = by;
      this.normal = normal;
      this.selector = selector;
    }

    /** Messages with this value go to this handler. */
    public Routes route(String value, MessageHandler handler) {
      requireNonNull(handler, "handler");
      if (handlers.putIfAbsent(normal.apply(requireNonNull(value, "value")), handler) != null) {
        twice.add(value);
      }
      return this;
    }

    /**
     * The router; all other messages go to this handler.
     *
     * @throws MqException of kind CONFIGURATION if there is no route, or two for one value
     */
    public Router otherwise(MessageHandler handler) {
      Faults faults = new Faults("Router by " + by);
      faults.require(!handlers.isEmpty(), "routes", 0, "at least 1");
      for (String value : twice) {
        faults.require(false, "route '" + value + "'", "given twice", "given once");
      }
      faults.throwIfAny();
      return new Router(this, handler);
    }

    /**
     * The router; all other messages are rejected, with an error of kind INVALID.
     *
     * @throws MqException of kind CONFIGURATION if there is no route, or two for one value
     */
    public Router otherwiseReject() {
      return otherwise(
          delivery ->
              Outcome.reject(
                  MqException.builder(MqException.Kind.INVALID, "no route for the message's " + by)
                      .topic(delivery.topic())
                      .build()));
    }
  }
}
