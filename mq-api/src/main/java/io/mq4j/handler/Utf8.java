package io.mq4j.handler;

/** Texts that fit a number of bytes. */
final class Utf8 {
  private Utf8() {}

  /**
   * The longest beginning of a text that takes at most so many bytes in UTF-8; half a surrogate
   * pair, which no header may hold, is replaced.
   */
  static String cut(String text, int mostBytes) {
    StringBuilder cut = new StringBuilder(Math.min(text.length(), mostBytes));
    int bytes = 0;
    int at = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        point = '?';
      }
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (bytes > mostBytes) {
        break;
      }
      cut.appendCodePoint(point);
    }
    return cut.toString();
  }
}
