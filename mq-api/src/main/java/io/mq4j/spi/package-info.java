/**
 * What an adapter implements: a thin driver that does what it is told, says whether it worked, and
 * never tries again by itself.
 */
@NullMarked
package io.mq4j.spi;

import org.jspecify.annotations.NullMarked;
