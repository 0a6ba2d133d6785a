package io.mq4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mq4j.Decorator.Layer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecoratedHandlerTest {
  private static final Delivery DELIVERY = Delivery.of("t", "g", Message.text("m"));

  private final List<Object> entered = new ArrayList<>();
  private final MessageHandler bare = MessageHandler.of(delivery -> entered.add("handler"));

  private record Noting(Layer layer, List<Object> entered, List<MqException.Fault> faults)
      implements Decorator {
    @Override
    public MessageHandler decorate(MessageHandler next) {
      return delivery -> {
        entered.add(layer);
        return next.handle(delivery);
      };
    }

    @Override
    public List<MqException.Fault> faults(List<Decorator> others) {
      return others.isEmpty() ? List.of() : faults;
    }
  }

  private Decorator noting(Layer layer, MqException.Fault... faults) {
    return new Noting(layer, entered, List.of(faults));
  }

  @Test
  void decorators_nest_by_their_layers_whatever_the_order_of_calls() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      List<Layer> layers = new ArrayList<>(Arrays.asList(Layer.values()));
      Collections.shuffle(layers, new Random(seed));
      MessageHandler handler = bare;
      for (Layer layer : layers) {
        handler = handler.with(noting(layer));
      }
      entered.clear();

      assertThat(handler.handle(DELIVERY)).isSameAs(Outcome.done());

      assertThat(entered)
          .containsExactly(
              Layer.OBSERVER,
              Layer.RATE_LIMIT,
              Layer.DEAD_LETTER,
              Layer.RETRY,
              Layer.IDEMPOTENCY,
              Layer.TIME_LIMIT,
              "handler");
    }
  }

  @Test
  void a_handler_that_gets_a_decorator_does_not_change_itself() throws Exception {
    MessageHandler retried = bare.with(noting(Layer.RETRY));
    MessageHandler limited = retried.with(noting(Layer.RATE_LIMIT));

    retried.handle(DELIVERY);

    assertThat(entered).containsExactly(Layer.RETRY, "handler");
    assertThat(limited).isNotSameAs(retried);
  }

  @Test
  void two_decorators_of_one_layer_are_refused() {
    MqException error =
        catchThrowableOfType(
            MqException.class, () -> bare.with(noting(Layer.RETRY)).with(noting(Layer.RETRY)));

    assertThat(error.kind()).isEqualTo(MqException.Kind.CONFIGURATION);
    assertThat(error).hasMessageContaining("layer RETRY");
  }

  @Test
  void what_is_unsound_together_is_refused_with_all_its_faults() {
    Decorator first = noting(Layer.RETRY, new MqException.Fault("a", "1", "2"));
    Decorator second = noting(Layer.IDEMPOTENCY, new MqException.Fault("b", "3", "4"));

    assertThat(bare.with(first)).isNotNull();
    MqException error =
        catchThrowableOfType(MqException.class, () -> bare.with(second).with(first));

    assertThat(error.faults()).extracting(MqException.Fault::property).containsExactly("b", "a");
  }
}
