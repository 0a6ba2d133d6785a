package io.mq4j.testkit;

/** Writes flat JSON objects. */
final class Json {
  private Json() {}

  /** An object from names and values in turn. Numbers and booleans are written as they are. */
  static String object(Object... namesAndValues) {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      text.append(i == 0 ? "" : ",");
      string(text, namesAndValues[i].toString());
      text.append(':');
      Object value = namesAndValues[i + 1];
      if (value instanceof Number || value instanceof Boolean) {
        text.append(value);
      } else {
        string(text, value.toString());
      }
    }
    return text.append('}').toString();
  }

  private static void string(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
