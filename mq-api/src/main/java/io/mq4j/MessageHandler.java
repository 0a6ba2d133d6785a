package io.mq4j;

import io.mq4j.json.JsonCodec;

/**
 * Handles one message at a time; called by many threads at once unless concurrency is 1.
 *
 * <p>A handler must not change anything for good before it is sure to succeed, or must bear to be
 * run again: delivery is at least once.
 */
@FunctionalInterface
public interface MessageHandler {
  /** Handles a message. Anything thrown is a failure. */
  Outcome handle(Delivery delivery) throws Exception;

  /** A handler that has nothing to answer: it either returns, which is done, or throws. */
  static MessageHandler of(Action action) {
    return delivery -> {
      action.run(delivery);
      return Outcome.done();
    };
  }

  /** A handler of JSON bodies, read by {@link JsonCodec#standard()}. */
  static <T> MessageHandler json(Class<T> type, TypedAction<T> action) {
    return JsonCodec.standard().handler(type, action);
  }

  /**
   * This handler inside a decorator. The decorators of a handler nest in the order of their {@link
   * Decorator.Layer layers}, however they are added.
   *
   * @throws MqException of kind CONFIGURATION if the decorators together are unsound
   */
  default MessageHandler with(Decorator decorator) {
    return DecoratedHandler.of(this, decorator);
  }

  /** What a handler does with a delivery. */
  @FunctionalInterface
  interface Action {
    /** Handles the delivery or throws. */
    void run(Delivery delivery) throws Exception;
  }

  /** What a handler does with a decoded body. */
  @FunctionalInterface
  interface TypedAction<T> {
    /** Handles the value or throws. */
    void run(T value, Delivery delivery) throws Exception;
  }
}
