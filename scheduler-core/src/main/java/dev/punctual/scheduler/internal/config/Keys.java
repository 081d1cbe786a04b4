package dev.punctual.scheduler.internal.config;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The spelling of keys and other names: how they compare and which one may have been meant. */
public final class Keys {

  private static final int SHOWN = 60;

  private Keys() {}

  /** A form in which keys are equal that differ only in case, dashes and underscores. */
  public static String canonical(String key) {
    return key.strip().replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** Ends a sentence about a wrong name: the nearest valid one, or all of them if none is near. */
  public static String hint(String wrong, Collection<String> valid) {
    String nearest = nearest(wrong, valid);
    if (nearest != null) {
      return "did you mean '" + nearest + "'?";
    }
    return valid.isEmpty() ? "there are none" : "use " + list(valid);
  }

  /** The valid name that differs least from a wrong one; null if all differ much. */
  public static @Nullable String nearest(String wrong, Collection<String> valid) {
    String sought = canonical(wrong);
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : valid) {
      String known = canonical(candidate);
      int distance = distance(sought, known);
      int tolerated = Math.max(1, Math.max(sought.length(), known.length()) / 3);
      if (distance <= tolerated && distance < least) {
        nearest = candidate;
        least = distance;
      }
    }
    return nearest;
  }

  /** The names in quotes and in order. */
  public static String list(Collection<String> names) {
    return names.stream().sorted().collect(Collectors.joining("', '", "'", "'"));
  }

  /** A text for a message: in quotes, on one line and not endless. */
  public static String quote(String text) {
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    return "'" + shown.replaceAll("\\p{Cntrl}", "?") + "'";
  }

  /** How many characters to insert, remove, replace or swap with their neighbour. */
  private static int distance(String a, String b) {
    int[] twoAbove = new int[b.length() + 1];
    int[] above = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], twoAbove[j - 2] + 1);
        }
      }
      int[] spare = twoAbove;
      twoAbove = above;
      above = row;
      row = spare;
    }
    return above[b.length()];
  }
}
