/** RabbitMQ behind the driver seam: an exchange for each topic, quorum queues for each group. */
@NullMarked
package io.mq4j.rabbitmq;

import org.jspecify.annotations.NullMarked;
