package io.mq4j.testkit.fault;

import static io.mq4j.testkit.fault.Direction.BOTH;
import static io.mq4j.testkit.fault.Direction.TO_CLIENT;
import static io.mq4j.testkit.fault.Direction.TO_SERVER;
import static io.mq4j.testkit.fault.ProxiedLine.assertAtEnd;
import static io.mq4j.testkit.fault.ProxiedLine.assertReset;
import static io.mq4j.testkit.fault.ProxiedLine.hear;
import static io.mq4j.testkit.fault.ProxiedLine.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TcpProxyFaultsTest {
  private ProxiedLine line;
  private TcpProxy proxy;

  @BeforeEach
  void open() throws IOException {
    line = new ProxiedLine();
    proxy = line.proxy;
  }

  @AfterEach
  void close() throws IOException {
    line.close();
  }

  @Test
  void reset_reaches_both_sides_and_a_new_connection_works() throws Exception {
    proxy.resetConnections();
    assertReset(line.client);
    assertReset(line.server);
    assertThat(proxy.openConnections()).isZero();
    line.reconnect();
    say(line.client, "again");
    assertThat(hear(line.server, 5)).isEqualTo("again");
  }

  @Test
  void refusing_turns_new_connections_away_keeps_the_open_ones_and_the_port() throws Exception {
    int port = proxy.port();
    proxy.refuseConnections();
    assertThatThrownBy(line::connect).isInstanceOf(ConnectException.class);
    say(line.client, "still");
    assertThat(hear(line.server, 5)).isEqualTo("still");
    proxy.heal();
    assertThat(proxy.port()).isEqualTo(port);
    line.reconnect();
    say(line.client, "again");
    assertThat(hear(line.server, 5)).isEqualTo("again");
  }

  @Test
  void a_blackhole_holds_bytes_and_the_end_of_the_stream_until_heal() throws Exception {
    proxy.blackhole(TO_CLIENT);
    say(line.client, "question");
    assertThat(hear(line.server, 8)).isEqualTo("question");
    say(line.server, "answer");
    line.server.close();
    line.fence();
    assertThat(proxy.bytes(TO_CLIENT)).isZero();
    assertThat(line.client.getInputStream().available()).isZero();
    assertThat(proxy.openConnections()).isEqualTo(1);
    proxy.heal();
    assertThat(hear(line.client, 6)).isEqualTo("answer");
    assertAtEnd(line.client);
  }

  @Test
  void a_blackhole_hides_even_a_reset() throws Exception {
    proxy.blackhole(BOTH);
    line.server.setSoLinger(true, 0);
    line.server.close();
    say(line.client, "anybody?");
    line.fence();
    assertThat(proxy.openConnections()).isEqualTo(1);
    proxy.heal();
    assertReset(line.client);
  }

  @Test
  void a_blackhole_stops_reading_so_that_the_sender_stalls_and_nothing_is_lost() throws Exception {
    byte[] sent = StalledWriter.fill(line, () -> proxy.blackhole(TO_SERVER));
    assertThat(proxy.bytes(TO_SERVER)).isZero();
    proxy.heal();
    assertThat(line.server.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
  }

  @Test
  void a_blackhole_shuts_its_own_direction_only_also_right_after_a_connect() throws Exception {
    for (int i = 0; i < 200; i++) {
      line.reconnect();
      proxy.blackhole(TO_CLIENT);
      say(line.client, "there");
      assertThat(hear(line.server, 5)).isEqualTo("there");
      proxy.heal();
    }
  }

  @Test
  void a_blackhole_holds_what_was_already_on_its_way() throws Exception {
    proxy.latency(TO_SERVER, Duration.ofDays(1), Duration.ZERO, 0);
    say(line.client, "on its way");
    line.fence();
    proxy.blackhole(TO_SERVER);
    proxy.latency(TO_SERVER, Duration.ZERO, Duration.ZERO, 0);
    line.fence();
    assertThat(proxy.bytes(TO_SERVER)).isZero();
    proxy.heal();
    assertThat(hear(line.server, 10)).isEqualTo("on its way");
  }

  @Test
  void a_connection_made_in_a_blackhole_reaches_the_server_after_heal() throws Exception {
    proxy.blackhole(TO_SERVER);
    try (Socket late = line.connect()) {
      say(late, "late");
      line.fence();
      line.listener.setSoTimeout(1);
      assertThatThrownBy(line::accept).isInstanceOf(SocketTimeoutException.class);
      line.listener.setSoTimeout(10_000);
      proxy.heal();
      try (Socket server = line.accept()) {
        assertThat(hear(server, 4)).isEqualTo("late");
      }
    }
  }

  @Test
  void latency_delays_each_message_but_not_the_flow() throws Exception {
    Duration latency = Duration.ofMillis(800);
    proxy.latency(TO_SERVER, latency, Duration.ZERO, 0);
    long start = System.nanoTime();
    for (int i = 0; i < 30; i++) {
      say(line.client, "m");
      line.fence();
    }
    assertThat(hear(line.server, 1)).isEqualTo("m");
    assertThat(since(start)).isGreaterThanOrEqualTo(latency);
    assertThat(hear(line.server, 29)).isEqualTo("m".repeat(29));
    assertThat(since(start)).as("in one go").isLessThan(latency.multipliedBy(2));
  }

  @Test
  void the_other_direction_has_no_latency() throws Exception {
    proxy.latency(TO_SERVER, Duration.ofDays(1), Duration.ZERO, 0);
    say(line.server, "quick");
    assertThat(hear(line.client, 5)).isEqualTo("quick");
  }

  @Test
  void jitter_keeps_the_order_and_the_end_comes_last() throws Exception {
    proxy.latency(TO_SERVER, Duration.ofMillis(1), Duration.ofMillis(20), 42);
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      say(line.client, i + ",");
      all.append(i).append(',');
      line.fence();
    }
    line.client.shutdownOutput();
    assertThat(hear(line.server, all.length())).isEqualTo(all.toString());
    assertAtEnd(line.server);
  }

  @Test
  void heal_delivers_at_once_what_latency_held() throws Exception {
    proxy.latency(BOTH, Duration.ofDays(1), Duration.ZERO, 0);
    say(line.client, "held");
    line.fence();
    assertThat(proxy.bytes(TO_SERVER)).isZero();
    proxy.heal();
    assertThat(hear(line.server, 4)).isEqualTo("held");
  }

  @Test
  void throttle_holds_the_rate() throws Exception {
    proxy.throttle(TO_SERVER, 50_000);
    long start = System.nanoTime();
    say(line.client, "x".repeat(25_000));
    assertThat(hear(line.server, 25_000)).isEqualTo("x".repeat(25_000));
    assertThat(since(start)).isBetween(Duration.ofMillis(450), Duration.ofSeconds(5));
  }

  @Test
  void one_byte_writes_arrive_in_crumbs_and_complete() throws Exception {
    proxy.oneByteWrites(TO_SERVER);
    String text = "crumb".repeat(4000);
    say(line.client, text);
    byte[] buffer = new byte[text.length()];
    StringBuilder heard = new StringBuilder();
    int reads = 0;
    for (; heard.length() < text.length(); reads++) {
      int n = line.server.getInputStream().read(buffer);
      heard.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
    }
    assertThat(heard.toString()).isEqualTo(text);
    assertThat(reads).isGreaterThan(10);
  }

  @Test
  void a_half_close_ends_one_direction_only() throws Exception {
    say(line.client, "before");
    line.fence();
    proxy.halfClose(TO_SERVER);
    assertThat(hear(line.server, 6)).isEqualTo("before");
    assertAtEnd(line.server);
    say(line.client, "after");
    say(line.server, "answer");
    assertThat(hear(line.client, 6)).isEqualTo("answer");
    assertThat(proxy.bytes(TO_SERVER)).isEqualTo(6);
    line.server.close();
    assertAtEnd(line.client);
  }

  @Test
  void a_cut_lets_exactly_so_many_bytes_through_then_resets_once() throws Exception {
    CompletableFuture<Void> cut = proxy.cutAfter(TO_SERVER, 4);
    say(line.client, "12");
    assertThat(hear(line.server, 2)).isEqualTo("12");
    assertThat(cut).isNotDone();
    say(line.client, "345678");
    cut.get(10, TimeUnit.SECONDS);
    assertThat(hear(line.server, 2)).isEqualTo("34");
    assertReset(line.server);
    assertThat(proxy.bytes(TO_SERVER)).isEqualTo(4);
    line.reconnect();
    say(line.client, "plenty of bytes");
    assertThat(hear(line.server, 15)).isEqualTo("plenty of bytes");
  }

  @Test
  void a_cut_between_publish_and_confirm_leaves_the_publish_and_loses_the_confirm()
      throws Exception {
    CompletableFuture<Void> cut = proxy.cutAfter(TO_CLIENT, 0);
    say(line.client, "publish");
    assertThat(hear(line.server, 7)).isEqualTo("publish");
    assertThat(cut).isNotDone();
    say(line.server, "confirm");
    cut.get(10, TimeUnit.SECONDS);
    assertReset(line.client);
    assertThat(proxy.bytes(TO_CLIENT)).isZero();
  }

  @Test
  void what_follows_a_cut_may_switch_the_next_fault_on() throws Exception {
    CompletableFuture<Void> refused =
        proxy.cutAfter(TO_SERVER, 0).thenRun(proxy::refuseConnections);
    say(line.client, "x");
    refused.get(10, TimeUnit.SECONDS);
    line.fence();
    assertThatThrownBy(line::connect).isInstanceOf(ConnectException.class);
  }

  @Test
  void heal_calls_a_cut_off() throws Exception {
    CompletableFuture<Void> cut = proxy.cutAfter(BOTH, 2);
    proxy.heal();
    assertThat(cut).isCancelled();
    say(line.client, "not cut");
    assertThat(hear(line.server, 7)).isEqualTo("not cut");
  }

  @Test
  void impossible_faults_are_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> proxy.throttle(BOTH, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> proxy.cutAfter(BOTH, -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> proxy.latency(BOTH, Duration.ofMillis(-1), Duration.ZERO, 0));
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
