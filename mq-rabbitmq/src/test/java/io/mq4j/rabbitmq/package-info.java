/** The adapter against a real node that each test class starts for itself. */
@NullMarked
package io.mq4j.rabbitmq;

import org.jspecify.annotations.NullMarked;
