package io.mq4j.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void ports_are_distinct() {
    try (FreePorts ports = FreePorts.reserve(50)) {
      Set<Integer> all = new HashSet<>();
      for (int i = 0; i < 50; i++) {
        all.add(ports.port(i));
      }
      assertThat(all).hasSize(50);
    }
  }

  @Test
  void a_reserved_port_is_opened_again_and_again_and_refuses_in_between() throws Exception {
    try (FreePorts ports = FreePorts.reserve(1)) {
      InetSocketAddress address = new InetSocketAddress(LOOPBACK, ports.port(0));
      for (int i = 0; i < 3; i++) {
        try (ServerSocket listener = new ServerSocket()) {
          listener.setReuseAddress(true);
          listener.bind(address);
          try (Socket client = new Socket(LOOPBACK, ports.port(0));
              Socket server = listener.accept()) {
            assertThat(server.getPort()).isEqualTo(client.getLocalPort());
          }
        }
        assertThatThrownBy(() -> connect(address)).isInstanceOf(ConnectException.class);
      }
    }
  }

  @Test
  void a_reserved_port_is_given_to_nobody_else_until_close() throws Exception {
    FreePorts ports = FreePorts.reserve(1);
    InetSocketAddress address = new InetSocketAddress(LOOPBACK, ports.port(0));
    assertThatThrownBy(() -> openExclusively(address)).isInstanceOf(BindException.class);
    ports.close();
    openExclusively(address);
  }

  @Test
  void less_than_one_port_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> FreePorts.reserve(0));
  }

  private static void connect(InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address);
    }
  }

  private static void openExclusively(InetSocketAddress address) throws IOException {
    try (ServerSocket other = new ServerSocket()) {
      other.setReuseAddress(false);
      other.bind(address);
    }
  }
}
