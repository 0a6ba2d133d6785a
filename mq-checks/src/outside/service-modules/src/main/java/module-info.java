module shop {
  requires io.mq4j.memory;

  exports shop;

  opens shop to
      tools.jackson.databind;
}
