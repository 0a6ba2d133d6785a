package io.mq4j.kafka;

import io.mq4j.Faults;
import io.mq4j.spi.BrokerUrl;
import io.mq4j.spi.ConsumerPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a URL says, and the client's settings that follow from it.
 *
 * @param servers host and port of each bootstrap server
 * @param linger how long a batch waits for more
 * @param connectTimeout how long anything that asks the broker something may wait for the answer
 * @param sessionTimeout after how long without heartbeat a consumer counts as dead
 */
record KafkaSettings(
    List<String> servers, Duration linger, Duration connectTimeout, Duration sessionTimeout) {
  /** The broker's usual limit for a batch of one message, less its overhead, is shared by these. */
  static final int MAX_BODY_BYTES = 960 << 10;

  static final int MAX_HEADER_BYTES = 48 << 10;

  static final int MAX_POLL_RECORDS = 500;

  private static final int BROKER_LIMIT = 1_048_588;

  private static final Set<String> OPTIONS = Set.of("linger", "connect-timeout", "session-timeout");

  static KafkaSettings of(BrokerUrl url) {
    Faults faults = new Faults("kafka URL");
    faults.require(!url.hosts().isEmpty(), "hosts", "missing", "kafka://host:9092");
    faults.require(url.user() == null, "user", "given", "absent: this adapter has no SASL yet");
    faults.require(url.path().isEmpty(), "path", url.path(), "absent");
    url.knownOptions(OPTIONS, faults);
    Duration linger =
        url.duration("linger", Duration.ofMillis(5), Duration.ZERO, Duration.ofSeconds(1), faults);
    Duration connect =
        url.duration(
            "connect-timeout",
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofMinutes(5),
            faults);
    Duration session =
        url.duration(
            "session-timeout",
            Duration.ofSeconds(45),
            Duration.ofSeconds(1),
            Duration.ofMinutes(30),
            faults);
    List<String> servers = new ArrayList<>();
    for (String host : url.hosts()) {
      servers.add(host.matches(".*:\\d+") ? host : host + ":9092");
    }
    faults.throwIfAny();
    return new KafkaSettings(List.copyOf(servers), linger, connect, session);
  }

  String name() {
    return "kafka://" + String.join(",", servers);
  }

  Map<String, Object> producer(String clientId) {
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, String.join(",", servers));
    config.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, linger.toMillis());
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 96L << 20);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, BROKER_LIMIT);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, connectTimeout.toMillis());
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 120_000);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 30_000);
    config.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    // Else a client that sees no broker forgets its topics, and each send waits for them in turn.
    config.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
    return config;
  }

  Map<String, Object> consumer(String clientId, ConsumerPlan plan) {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, String.join(",", servers));
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, plan.group());
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        List.of(CooperativeStickyAssignor.class.getName()));
    // Only met where the log was cut above the group's place: the oldest left misses the least.
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Math.min(MAX_POLL_RECORDS, plan.maxInFlight()));
    config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) sessionTimeout.toMillis());
    config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) sessionTimeout.toMillis() / 10);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) connectTimeout.toMillis());
    config.put(
        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        (int) Math.min(30_000, connectTimeout.toMillis()));
    config.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    return config;
  }
}
