package dev.punctual.scheduler.store;

import java.util.regex.Pattern;

/** The rules that identifiers obey, checked where they enter. */
public final class Names {

  /** Longest job id, in characters. */
  public static final int MAX_ID = 200;

  private static final int QUOTED = 40;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private Names() {}

  /**
   * Returns {@code id} if it can name a job: 1 to {@value #MAX_ID} characters without control
   * characters, unpaired surrogates and {@code ~}, and without blanks at its ends.
   *
   * @throws IllegalArgumentException naming the id and the rule it breaks
   */
  public static String requireJobId(String id) {
    if (id.isEmpty() || id.length() > MAX_ID) {
      throw new IllegalArgumentException(
          "job id " + quote(id) + " has " + id.length() + " characters; use 1 to " + MAX_ID);
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c == '~' || Character.isISOControl(c) || isUnpaired(id, i)) {
        throw new IllegalArgumentException(
            "job id "
                + quote(id)
                + " has the character "
                + String.format("U+%04X", (int) c)
                + " at position "
                + i
                + "; leave out control characters, unpaired surrogates and '~'");
      }
    }
    if (!id.strip().equals(id)) {
      throw new IllegalArgumentException(
          "job id " + quote(id) + " begins or ends with a blank; strip it");
    }
    return id;
  }

  /**
   * Returns {@code name} if it can name a task, an executor, a queue, a store or a codec: a letter
   * or digit, then up to 99 letters, digits, dots, dashes or underscores.
   *
   * @param what what is named, for the message
   * @throws IllegalArgumentException naming the value and the rule
   */
  public static String require(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what
              + " name "
              + quote(name)
              + " is not valid; use 1 to 100 letters, digits, '.', '-' or '_', first a letter or"
              + " digit");
    }
    return name;
  }

  /**
   * Returns {@code tag} if it can mark a job: 1 to 100 characters without control characters.
   *
   * @throws IllegalArgumentException naming the tag and the rule
   */
  public static String requireTag(String tag) {
    if (tag.isBlank() || tag.length() > 100 || tag.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "tag "
              + quote(tag)
              + " is not valid; use 1 to 100 characters without control characters");
    }
    return tag;
  }

  private static boolean isUnpaired(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder("'");
    text.chars()
        .limit(QUOTED)
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.isSurrogate((char) c)) {
                out.append(String.format("\\u%04x", c));
              } else {
                out.append((char) c);
              }
            });
    return out.append(text.length() > QUOTED ? "…'" : "'").toString();
  }
}
