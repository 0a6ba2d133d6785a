package io.mq4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a part of the system does what it should.
 *
 * @param healthy true if it does
 * @param detail in words, what it is doing or missing
 * @param cause the error behind it, or null
 * @param since when it became so
 */
public record Health(boolean healthy, String detail, @Nullable MqException cause, Instant since) {}
