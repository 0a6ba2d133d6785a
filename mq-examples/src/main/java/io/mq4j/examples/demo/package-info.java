/** The demo: an order service that meets all kinds of trouble, over any broker. */
@NullMarked
package io.mq4j.examples.demo;

import org.jspecify.annotations.NullMarked;
