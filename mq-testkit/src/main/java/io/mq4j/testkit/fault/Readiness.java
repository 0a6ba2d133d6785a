package io.mq4j.testkit.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/**
 * How a {@link ServerProcess} is known to be ready. It is asked again and again, on the thread that
 * starts the server, until it holds. Immutable.
 */
public final class Readiness {
  private static final int CONNECT_MILLIS = 1000;

  interface Probe {
    boolean holds(LogFile log) throws Exception;
  }

  private final String what;
  private final Probe probe;

  private Readiness(String what, Probe probe) {
    this.what = what;
    this.probe = probe;
  }

  /**
   * Ready as soon as it has been started.
   *
   * @return the readiness
   */
  public static Readiness started() {
    return new Readiness("the process to start", log -> true);
  }

  /**
   * Ready when a loopback port accepts connections.
   *
   * @param port the server's port
   * @return the readiness
   */
  public static Readiness port(int port) {
    return new Readiness("port " + port + " to open", log -> accepts(port));
  }

  /**
   * Ready when a line that was logged since this start contains a match.
   *
   * @param regex what to find in a line
   * @return the readiness
   */
  public static Readiness logLine(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return new Readiness(
        "a log line with \"" + regex + "\"",
        log -> log.lines().stream().anyMatch(line -> pattern.matcher(line).find()));
  }

  /**
   * Ready when the probe answers true. An exception counts as "not yet" and becomes the cause when
   * the time is over.
   *
   * @param what completes "awaited …" in errors
   * @param probe answers quickly: a probe that hangs isn't interrupted
   * @return the readiness
   */
  public static Readiness check(String what, Callable<Boolean> probe) {
    return new Readiness(what, log -> probe.call());
  }

  String what() {
    return what;
  }

  boolean holds(LogFile log) throws Exception {
    return probe.holds(log);
  }

  private static boolean accepts(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    }
  }
}
