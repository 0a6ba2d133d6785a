package io.mq4j.examples.demo;

/** What a customer orders; travels as JSON. */
record Order(int number, String customer, int cents, String currency) {}
