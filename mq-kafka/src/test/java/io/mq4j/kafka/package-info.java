/** Tests of the Kafka adapter against a real broker. */
@NullMarked
package io.mq4j.kafka;

import org.jspecify.annotations.NullMarked;
