package io.mq4j.engine;

import io.mq4j.MqEvent;
import io.mq4j.MqListener;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listeners of one broker. */
final class Events {
  private static final Logger LOG = LoggerFactory.getLogger("io.mq4j");

  private final String broker;
  private final List<MqListener> listeners;

  Events(String broker, List<MqListener> listeners, boolean logging) {
    this.broker = broker;
    List<MqListener> all = new ArrayList<>(listeners);
    if (logging) {
      all.add(Events::log);
    }
    this.listeners = List.copyOf(all);
  }

  MqEvent.Builder event(MqEvent.Type type) {
    return MqEvent.builder(type, broker);
  }

  void tell(MqEvent.Builder builder) {
    MqEvent event = builder.build();
    for (MqListener listener : listeners) {
      try {
        listener.on(event);
      } catch (RuntimeException e) {
        LOG.error("listener {} failed on {}", listener.getClass().getName(), event, e);
      }
    }
  }

  private static void log(MqEvent event) {
    switch (event.type()) {
      case CONNECTED, STATE_CHANGED -> LOG.info("{}", event);
      case RETRY_SCHEDULED, POSTPONED, DUPLICATE, FORWARDED, SEND_FAILED -> LOG.debug("{}", event);
      case DISCONNECTED, REJECTED, DROPPED, FORWARD_FAILED, STALE_SETTLEMENT, HANDLER_INTERRUPTED ->
          LOG.warn("{}", event);
    }
  }
}
