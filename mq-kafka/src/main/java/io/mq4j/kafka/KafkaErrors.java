package io.mq4j.kafka;

import io.mq4j.MqException;
import io.mq4j.MqException.Kind;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** Kafka's errors in mq4j's kinds. */
final class KafkaErrors {
  private KafkaErrors() {}

  /** What ended a send that was on its way: a time-out there means that nobody knows. */
  static MqException ofSend(Throwable error, String topic) {
    if (error instanceof TimeoutException && kind(error) != Kind.NO_SUCH_TOPIC) {
      return of(Kind.TIMEOUT, error, topic);
    }
    return of(kind(error), error, topic);
  }

  /** What ended anything else: a time-out there means that no broker answered. */
  static MqException of(Throwable error, @Nullable String topic) {
    return of(kind(error), error, topic);
  }

  /** What a closed producer did not get confirmed. */
  static MqException closed(@Nullable Throwable error, String topic) {
    return MqException.builder(
            Kind.UNAVAILABLE, "the connection was closed before the broker confirmed")
        .adapter("kafka")
        .topic(topic)
        .cause(error)
        .build();
  }

  private static MqException of(Kind kind, Throwable error, @Nullable String topic) {
    return MqException.builder(kind, text(kind)).adapter("kafka").topic(topic).cause(error).build();
  }

  private static Kind kind(Throwable error) {
    // What a rebalance callback threw comes wrapped.
    Throwable cause = error.getCause();
    if (error.getClass() == KafkaException.class && cause instanceof KafkaException) {
      return kind(cause);
    }
    if (cause instanceof MqException known) {
      return known.kind();
    }
    if (error instanceof UnknownTopicOrPartitionException
        || cause instanceof UnknownTopicOrPartitionException) {
      return Kind.NO_SUCH_TOPIC;
    } else if (error instanceof RecordTooLargeException
        || error instanceof RecordBatchTooLargeException) {
      return Kind.TOO_LARGE;
    } else if (error instanceof InvalidTopicException
        || error instanceof InvalidTimestampException
        || error instanceof InvalidGroupIdException
        || error instanceof PolicyViolationException) {
      return Kind.INVALID;
    } else if (error instanceof AuthenticationException
        || error instanceof AuthorizationException) {
      return Kind.UNAUTHORIZED;
    } else if (error instanceof InterruptException) {
      return Kind.INTERRUPTED;
    } else if (error instanceof NotEnoughReplicasException
        || error instanceof NotEnoughReplicasAfterAppendException
        || error instanceof BufferExhaustedException) {
      return Kind.REFUSED;
    } else if (error instanceof ConfigException || error instanceof InvalidConfigurationException) {
      return Kind.CONFIGURATION;
    } else if (error instanceof UnsupportedVersionException) {
      return Kind.UNSUPPORTED;
    } else if (error instanceof RetriableException
        || error instanceof CommitFailedException
        || error instanceof RebalanceInProgressException
        || needsNewProducer(error)) {
      return Kind.UNAVAILABLE;
    }
    return Kind.UNEXPECTED;
  }

  private static boolean needsNewProducer(Throwable error) {
    return error instanceof OutOfOrderSequenceException
        || error instanceof InvalidProducerEpochException
        || error instanceof ProducerFencedException
        || error instanceof UnknownProducerIdException;
  }

  private static String text(Kind kind) {
    return switch (kind) {
      case NO_SUCH_TOPIC -> "the topic does not exist: create it, or let the broker do so";
      case TOO_LARGE -> "the message is larger than the broker takes";
      case INVALID -> "the broker takes no such message, topic or group";
      case UNAUTHORIZED -> "the broker refused the account or its right to do this";
      case INTERRUPTED -> "interrupted while waiting for the broker";
      case REFUSED -> "the broker or its client has no room, or too few replicas: try later";
      case CONFIGURATION -> "the client refused its settings";
      case UNSUPPORTED -> "the broker is too old for this";
      case TIMEOUT -> "no answer in time: the message may have been stored";
      case UNAVAILABLE -> "the broker can't be reached";
      default -> "the client met an error that this adapter does not know";
    };
  }
}
