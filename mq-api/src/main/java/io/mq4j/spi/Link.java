package io.mq4j.spi;

import io.mq4j.MqException;

/**
 * How a connection tells the engine of outages by itself, between calls. Called by any thread;
 * returns at once. After its driver has been closed it is not listened to any more.
 */
public interface Link {
  /** Nobody listens: for tests of drivers. */
  Link NONE =
      new Link() {
        @Override
        public void broken(MqException error) {}

        @Override
        public void away(MqException error) {}

        @Override
        public void back() {}
      };

  /** The connection is gone for good: the engine closes the driver and opens another. */
  void broken(MqException error);

  /** The broker is away, but the client will come back by itself: health tells of it meanwhile. */
  void away(MqException error);

  /** The client that was away is back. */
  void back();
}
