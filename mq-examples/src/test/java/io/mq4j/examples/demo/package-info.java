/** The demo does what it says. */
@NullMarked
package io.mq4j.examples.demo;

import org.jspecify.annotations.NullMarked;
