/** One messaging API: what applications and adapters compile against. */
module io.mq4j.api {
  requires org.slf4j;
  requires transitive tools.jackson.databind;
  requires static transitive org.jspecify;

  exports io.mq4j;
  exports io.mq4j.handler;
  exports io.mq4j.json;
  exports io.mq4j.spi;

  uses io.mq4j.spi.BrokerProvider;
}
