package io.mq4j.spi;

import io.mq4j.Faults;
import io.mq4j.MqException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A broker's URL in parts: {@code scheme://user:password@host1:1,host2:2/path?option=value}, or
 * {@code scheme:path?option=value}. Its text never shows the password. Immutable.
 */
public final class BrokerUrl {
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(?://([^/?#]*))?([^?#]*)(?:\\?([^#]*))?");

  private final String scheme;
  private final @Nullable String user;
  private final @Nullable String password;
  private final List<String> hosts;
  private final String path;
  private final Map<String, String> options;

  private BrokerUrl(
      String scheme,
      @Nullable String user,
      @Nullable String password,
      List<String> hosts,
      String path,
      Map<String, String> options) {
    this.scheme = scheme;
    this.user = user;
    this.password = password;
    this.hosts = List.copyOf(hosts);
    this.path = path;
    this.options = Map.copyOf(options);
  }

  /**
   * Takes a URL apart.
   *
   * @throws MqException of kind CONFIGURATION if it isn't one
   */
  public static BrokerUrl parse(String url) {
    Matcher form = FORM.matcher(url);
    if (!form.matches()) {
      // The text is not repeated: what can't be taken apart may hold a password anywhere.
      throw MqException.of(
          MqException.Kind.CONFIGURATION,
          "a broker URL must look like memory:name or kafka://host:9092?option=value");
    }
    String authority = form.group(2) == null ? "" : form.group(2);
    int at = authority.lastIndexOf('@');
    String account = at < 0 ? "" : authority.substring(0, at);
    int colon = account.indexOf(':');
    String user = at < 0 ? null : decode(colon < 0 ? account : account.substring(0, colon));
    String password = colon < 0 ? null : decode(account.substring(colon + 1));
    List<String> hosts = new ArrayList<>();
    for (String host : authority.substring(at + 1).split(",", -1)) {
      if (!host.isBlank()) {
        hosts.add(host.trim());
      }
    }
    return new BrokerUrl(
        form.group(1).toLowerCase(Locale.ROOT),
        user,
        password,
        hosts,
        decode(form.group(3)),
        options(form.group(4)));
  }

  private static Map<String, String> options(@Nullable String query) {
    Map<String, String> options = new LinkedHashMap<>();
    Faults faults = new Faults("broker URL");
    if (query != null && !query.isEmpty()) {
      for (String option : query.split("&", -1)) {
        int equals = option.indexOf('=');
        String name = equals < 0 ? decode(option) : decode(option.substring(0, equals));
        faults.require(equals > 0, "option '" + name + "'", "without a value", "name=value");
        String value = equals < 0 ? "" : decode(option.substring(equals + 1));
        faults.require(
            options.put(name, value) == null, "option '" + name + "'", "given twice", "given once");
      }
    }
    faults.throwIfAny();
    return options;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw MqException.of(
          MqException.Kind.CONFIGURATION, "a broker URL has a broken %-escape: write % as %25");
    }
  }

  /** The scheme in lower case. */
  public String scheme() {
    return scheme;
  }

  /** The user, or null. */
  public @Nullable String user() {
    return user;
  }

  /** The password, or null. */
  public @Nullable String password() {
    return password;
  }

  /** Each host with its port if it has one, in order; empty if there is none. */
  public List<String> hosts() {
    return hosts;
  }

  /** What stands behind the hosts, or behind the scheme where there is none; may be empty. */
  public String path() {
    return path;
  }

  /** The option's value, or null. */
  public @Nullable String option(String name) {
    return options.get(name);
  }

  /** The option as a whole number, or another; notes a fault if it isn't one within the bounds. */
  public long number(String name, long other, long least, long most, Faults faults) {
    String text = options.get(name);
    if (text == null) {
      return other;
    }
    try {
      long value = Long.parseLong(text);
      faults.range(name, value, least, most);
      return value;
    } catch (NumberFormatException e) {
      faults.require(false, name, "'" + text + "'", "a number from " + least + " to " + most);
      return other;
    }
  }

  /**
   * The option as a duration in ISO 8601 ({@code PT30S}) or short ({@code 500ms}, {@code 30s},
   * {@code 5m}, {@code 1h}), or another; notes a fault if it isn't one within the bounds.
   */
  public Duration duration(
      String name, Duration other, Duration least, Duration most, Faults faults) {
    String text = options.get(name);
    if (text == null) {
      return other;
    }
    try {
      Duration value =
          text.endsWith("ms")
              ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
              : Duration.parse(text.startsWith("P") ? text : "PT" + text);
      faults.range(name, value, least, most);
      return value;
    } catch (RuntimeException e) {
      faults.require(false, name, "'" + text + "'", "a duration from " + least + " to " + most);
      return other;
    }
  }

  /** Notes a fault for each option that the adapter doesn't know. */
  public void knownOptions(Set<String> known, Faults faults) {
    for (String name : options.keySet()) {
      faults.require(
          known.contains(name),
          "option '" + name + "'",
          "unknown",
          "one of " + new TreeSet<>(known));
    }
  }

  /** The URL without user, password and options. */
  @Override
  public String toString() {
    return scheme + ":" + (hosts.isEmpty() ? "" : "//" + String.join(",", hosts)) + path;
  }
}
