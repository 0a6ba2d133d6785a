/** Kafka behind the mq4j API: one idempotent producer and manually committed group consumers. */
@NullMarked
package io.mq4j.kafka;

import org.jspecify.annotations.NullMarked;
