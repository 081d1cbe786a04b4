package dev.punctual.scheduler.trigger;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads and writes the bracketed parts of a combined trigger: {@code (date now) (cron hour=9)}. */
final class PartsText {

  private PartsText() {}

  /** Reads the parts and moves {@code text} on to its options. */
  static List<Trigger> read(TriggerText text, int depth, Set<String> options) {
    String rest = text.rest();
    List<Trigger> parts = new ArrayList<>();
    int at = 0;
    while (at < rest.length() && rest.charAt(at) == '(') {
      int close = close(text, rest, at);
      parts.add(part(text, rest.substring(at + 1, close), at + 1, depth));
      at = close + 1;
      if (at < rest.length() && rest.charAt(at) != ' ') {
        throw error(text, at, "a space is expected after a part");
      }
      at = Math.min(at + 1, rest.length());
    }
    if (parts.isEmpty()) {
      throw error(text, at, text.kind + " needs its parts in round brackets");
    }
    text.split(at, options);
    if (!text.body().isEmpty()) {
      throw error(text, at, "an option such as jitter=PT1S is expected here");
    }
    return parts;
  }

  private static Trigger part(TriggerText text, String part, int at, int depth) {
    if (depth >= CompoundTrigger.MAX_DEPTH) {
      throw error(
          text, at, "triggers may be nested " + CompoundTrigger.MAX_DEPTH + " deep; merge some");
    }
    return Triggers.parse(part, depth + 1);
  }

  private static int close(TriggerText text, String rest, int open) {
    int depth = 0;
    for (int i = open; i < rest.length(); i++) {
      char c = rest.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    throw error(text, open, "this bracket is never closed");
  }

  private static TriggerSyntaxException error(TriggerText text, int at, String rule) {
    return new TriggerSyntaxException(text.text, text.restColumn() + at, rule);
  }

  /** Whether each bracket in {@code text} has its partner. */
  static boolean balanced(String text) {
    int depth = 0;
    for (int i = 0; i < text.length() && depth >= 0; i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    return depth == 0;
  }

  /** The parts in brackets, with spaces between. */
  static String write(List<Trigger> parts) {
    StringBuilder text = new StringBuilder();
    for (Trigger part : parts) {
      text.append(text.length() == 0 ? "(" : " (").append(part.text()).append(')');
    }
    return text.toString();
  }

  /** {@code text} if it can be read back. */
  static String readable(String text) {
    if (text.length() > TriggerText.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "the trigger's text form has "
              + text.length()
              + " characters, more than "
              + TriggerText.MAX_LENGTH
              + "; use fewer parts or exclusions");
    }
    return text;
  }
}
