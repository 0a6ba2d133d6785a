/** Decorators that change how a handler or a producer behaves, and handlers made of handlers. */
@NullMarked
package io.mq4j.handler;

import org.jspecify.annotations.NullMarked;
