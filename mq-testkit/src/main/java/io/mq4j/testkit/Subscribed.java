package io.mq4j.testkit;

import io.mq4j.Ordering;
import io.mq4j.StartPosition;
import java.util.List;

/**
 * What a recorded subscription asked for.
 *
 * @param who its name in the history
 */
record Subscribed(
    String who,
    String group,
    List<String> topics,
    Ordering ordering,
    StartPosition start,
    int maxInFlight) {}
