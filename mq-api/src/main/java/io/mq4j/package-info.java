/**
 * What an application sees: brokers, producers, consumers, messages and the answers of handlers.
 */
@NullMarked
package io.mq4j;

import org.jspecify.annotations.NullMarked;
