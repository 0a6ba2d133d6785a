package io.mq4j.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Random;

/** A client that writes until nobody takes any more. */
final class StalledWriter {
  /** More than all the kernel's buffers on the way and the proxy's may hold. */
  private static final int ENDLESS = 64 << 20;

  private StalledWriter() {}

  /** Makes the line's client a stalled one, under a fault; returns what it could write. */
  static byte[] fill(ProxiedLine line, Runnable fault) throws IOException {
    byte[] bytes = new byte[ENDLESS];
    new Random(7).nextBytes(bytes);
    ByteBuffer data = ByteBuffer.wrap(bytes);
    line.client.close();
    line.server.close();
    SocketChannel channel = SocketChannel.open(line.proxy.address());
    Socket client = channel.socket();
    line.client = client;
    line.server = line.accept();
    channel.configureBlocking(false);
    fault.run();
    for (int idle = 0; idle < 5 && data.hasRemaining(); ) {
      idle = channel.write(data) == 0 ? idle + 1 : 0;
      line.fence();
    }
    assertThat(data.remaining()).as("bytes that found no room").isPositive();
    return Arrays.copyOf(bytes, data.position());
  }
}
