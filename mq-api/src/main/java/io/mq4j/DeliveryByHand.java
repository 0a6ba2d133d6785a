package io.mq4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

record DeliveryByHand(
    String topic,
    String group,
    Message message,
    int attempt,
    @Nullable Instant firstFailure,
    String position)
    implements Delivery {}
