package io.mq4j.memory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a group has spent on a message that is not settled yet.
 *
 * @param attempts how many attempts
 * @param firstFailure when the first of them failed, if anybody told
 */
record Spent(int attempts, @Nullable Instant firstFailure) {}
