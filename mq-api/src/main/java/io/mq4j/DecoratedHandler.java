package io.mq4j;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A handler with its decorators, kept apart so that a further one finds its place. */
final class DecoratedHandler implements MessageHandler {
  private final MessageHandler bare;
  private final List<Decorator> decorators;
  private final MessageHandler chain;

  private DecoratedHandler(MessageHandler bare, List<Decorator> decorators) {
    this.bare = bare;
    this.decorators = decorators;
    MessageHandler nested = bare;
    for (Decorator decorator : decorators) {
      nested = decorator.decorate(nested);
    }
    this.chain = nested;
  }

  static MessageHandler of(MessageHandler handler, Decorator added) {
    List<Decorator> all = new ArrayList<>();
    MessageHandler bare = handler;
    if (handler instanceof DecoratedHandler decorated) {
      all.addAll(decorated.decorators);
      bare = decorated.bare;
    }
    all.add(added);
    all.sort(Comparator.comparing(Decorator::layer));
    Faults faults = new Faults("handler with " + all);
    for (int i = 1; i < all.size(); i++) {
      faults.require(
          all.get(i).layer() != all.get(i - 1).layer(),
          "decorators of layer " + all.get(i).layer(),
          2,
          "1");
    }
    for (Decorator one : all) {
      List<Decorator> others = new ArrayList<>(all);
      others.remove(one);
      faults.addAll(one.faults(others));
    }
    faults.throwIfAny();
    return new DecoratedHandler(bare, List.copyOf(all));
  }

  @Override
  public Outcome handle(Delivery delivery) throws Exception {
    return chain.handle(delivery);
  }
}
