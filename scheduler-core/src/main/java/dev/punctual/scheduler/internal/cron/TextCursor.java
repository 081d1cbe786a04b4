package dev.punctual.scheduler.internal.cron;

import dev.punctual.scheduler.trigger.TriggerSyntaxException;

/** A place in a schedule's text, moving from left to right and never back. */
final class TextCursor {

  private static final int MAX_DIGITS = 6;

  final String text;

  /** The index of the next character. */
  int at;

  /** The index after the last character of the current field. */
  int end;

  /** How many characters were looked at: the cost of reading. */
  int steps;

  TextCursor(String text) {
    this.text = text;
    this.end = text.length();
  }

  boolean done() {
    return at >= end;
  }

  /** The next character, or 0 at the end of the field. */
  char peek() {
    steps++;
    return at < end ? text.charAt(at) : 0;
  }

  /** Takes {@code wanted} if it comes next. */
  boolean accept(char wanted) {
    if (peek() != wanted) {
      return false;
    }
    at++;
    return true;
  }

  /** Takes an upper-case letter if it comes next in either case. */
  boolean acceptLetter(char upper) {
    if ((peek() & ~0x20) != upper) {
      return false;
    }
    at++;
    return true;
  }

  void skipSpaces() {
    while (peek() == ' ') {
      at++;
    }
  }

  boolean atDigit() {
    return isDigit(peek());
  }

  boolean atLetter() {
    return isLetter(peek());
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLetter(char c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }

  /** Reads a decimal number of at most six ASCII digits. */
  int number(String label) {
    int start = at;
    int number = 0;
    while (atDigit()) {
      number = number * 10 + text.charAt(at++) - '0';
      if (at - start > MAX_DIGITS) {
        throw error(start, label + ": a number has at most " + MAX_DIGITS + " digits");
      }
    }
    if (at == start) {
      throw error(start, label + ": a number is expected, not " + found());
    }
    return number;
  }

  /** The three letters that come next in lower case, packed into one number; 0 if not letters. */
  int threeLetters() {
    if (at + 3 > end) {
      return 0;
    }
    steps += 3;
    int packed = 0;
    for (int i = at; i < at + 3; i++) {
      char c = text.charAt(i);
      if (!isLetter(c)) {
        return 0;
      }
      packed = packed << 8 | c | 0x20;
    }
    return packed;
  }

  /** Takes a lower-case word if it comes next, in any case, and no further letter follows. */
  boolean acceptWord(String word) {
    int after = at + word.length();
    steps += word.length();
    if (after > end || !text.regionMatches(true, at, word, 0, word.length())) {
      return false;
    }
    for (int i = at; i < after; i++) {
      if (text.charAt(i) > 'z') {
        return false;
      }
    }
    if (after < end && isLetter(text.charAt(after))) {
      return false;
    }
    at = after;
    return true;
  }

  /** What comes next, for a message. */
  String found() {
    if (done()) {
      return "the end of the field";
    }
    char next = text.charAt(at);
    return next > ' ' && next <= '~' ? "'" + next + "'" : String.format("U+%04X", (int) next);
  }

  TriggerSyntaxException error(int index, String rule) {
    return new TriggerSyntaxException(text, index + 1, rule);
  }
}
