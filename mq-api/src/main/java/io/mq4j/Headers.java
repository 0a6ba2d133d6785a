package io.mq4j;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Text headers of a message: case-sensitive names, each at most once, in the order in which they
 * were added. Values may be empty and may hold any Unicode text that is well formed.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class Headers {
  private static final Headers NONE = new Headers(new String[0]);

  /** Names at even places, their values right behind. */
  private final String[] pairs;

  private Headers(String[] pairs) {
    this.pairs = pairs;
  }

  /** No headers. */
  public static Headers none() {
    return NONE;
  }

  /**
   * Headers from names and values in turn.
   *
   * @throws MqException of kind INVALID if a name is empty or given twice, if a text holds half a
   *     surrogate pair, or if the last name has no value
   */
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw invalid("headers need a value for each name: got " + namesAndValues.length + " texts");
    }
    String[] pairs = namesAndValues.clone();
    for (int i = 0; i < pairs.length; i += 2) {
      requireValid(pairs[i], pairs[i + 1]);
      for (int j = 0; j < i; j += 2) {
        if (pairs[j].equals(pairs[i])) {
          throw invalid("header '" + pairs[i] + "' is given twice: a header has one value");
        }
      }
    }
    return pairs.length == 0 ? NONE : new Headers(pairs);
  }

  /**
   * Headers from a map, in its order of iteration; see {@link #of(String...)} for what is refused.
   */
  public static Headers of(Map<String, String> map) {
    String[] pairs = new String[map.size() * 2];
    int i = 0;
    for (Map.Entry<String, String> entry : map.entrySet()) {
      requireValid(entry.getKey(), entry.getValue());
      pairs[i++] = entry.getKey();
      pairs[i++] = entry.getValue();
    }
    return pairs.length == 0 ? NONE : new Headers(pairs);
  }

  /** The value of a header, or null if there is none of exactly this name. */
  public @Nullable String get(String name) {
    int at = indexOf(name);
    return at < 0 ? null : pairs[at + 1];
  }

  /** The value of a header, or another text if there is none of exactly this name. */
  public String getOrDefault(String name, String other) {
    String value = get(name);
    return value == null ? other : value;
  }

  /** Whether there is a header of exactly this name. */
  public boolean contains(String name) {
    return indexOf(name) >= 0;
  }

  /** These headers with one added, or with its value replaced if there is one of this name. */
  public Headers with(String name, String value) {
    requireValid(name, value);
    int at = indexOf(name);
    String[] copy = Arrays.copyOf(pairs, at < 0 ? pairs.length + 2 : pairs.length);
    if (at < 0) {
      at = pairs.length;
      copy[at] = name;
    }
    copy[at + 1] = value;
    return new Headers(copy);
  }

  /** These headers without the one of this name. */
  public Headers without(String name) {
    return withoutAll(name::equals);
  }

  /** These headers without all whose names match. */
  public Headers withoutAll(Predicate<String> names) {
    String[] kept = new String[pairs.length];
    int n = 0;
    for (int i = 0; i < pairs.length; i += 2) {
      if (!names.test(pairs[i])) {
        kept[n++] = pairs[i];
        kept[n++] = pairs[i + 1];
      }
    }
    if (n == pairs.length) {
      return this;
    }
    return n == 0 ? NONE : new Headers(Arrays.copyOf(kept, n));
  }

  /** Calls the action with each name and value, in order. */
  public void forEach(BiConsumer<String, String> action) {
    for (int i = 0; i < pairs.length; i += 2) {
      action.accept(pairs[i], pairs[i + 1]);
    }
  }

  /** How many headers there are. */
  public int size() {
    return pairs.length / 2;
  }

  /** A new, modifiable map of these headers in order. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>(pairs.length);
    forEach(map::put);
    return map;
  }

  /** Whether the other has the same names and values; the order does not count. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Headers that && toMap().equals(that.toMap());
  }

  @Override
  public int hashCode() {
    return toMap().hashCode();
  }

  /** The names alone: values may be secret. */
  @Override
  public String toString() {
    return "Headers" + toMap().keySet();
  }

  private int indexOf(String name) {
    requireNonNull(name, "header name");
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static void requireValid(String name, String value) {
    requireNonNull(name, "header name");
    requireNonNull(value, "header value");
    if (name.isEmpty()) {
      throw invalid("a header name is empty: give it at least one character");
    }
    if (!isWellFormed(name) || !isWellFormed(value)) {
      throw invalid("header '" + name + "' holds half a surrogate pair, which no wire can carry");
    }
  }

  static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  private static MqException invalid(String what) {
    return MqException.of(MqException.Kind.INVALID, what);
  }
}
