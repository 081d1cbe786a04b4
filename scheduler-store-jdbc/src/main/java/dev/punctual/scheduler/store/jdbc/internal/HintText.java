package dev.punctual.scheduler.store.jdbc.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What nodes tell each other, merged. As text it is lines: who says it, a due time or nothing, and
 * the ids of jobs, which have no line breaks.
 *
 * @param due when the earliest work is due; {@link #NEVER} for none
 * @param revoked jobs whose leases may be unwanted
 */
record HintText(long due, Set<String> revoked) {

  static final long NEVER = Long.MAX_VALUE;

  /** No hint. */
  static final HintText NOTHING = new HintText(NEVER, Set.of());

  /** The database takes texts of less than 8,000 bytes; an id has at most 800. */
  private static final int LONGEST = 1_500;

  /** More jobs than this are not told; their leases are renewed soon enough. */
  private static final int MOST_JOBS = 1_000;

  boolean isNothing() {
    return due == NEVER && revoked.isEmpty();
  }

  /** Both together. */
  HintText with(HintText other) {
    if (other.revoked.isEmpty() || revoked.size() >= MOST_JOBS) {
      return new HintText(Math.min(due, other.due), revoked);
    }
    Set<String> all = new LinkedHashSet<>(revoked);
    all.addAll(other.revoked);
    return new HintText(Math.min(due, other.due), all);
  }

  /** As few texts as they fit in. */
  List<String> texts(String from) {
    List<String> texts = new ArrayList<>(1);
    StringBuilder text = new StringBuilder(from).append('\n');
    if (due != NEVER) {
      text.append(due);
    }
    for (String id : revoked) {
      if (text.length() + id.length() > LONGEST) {
        texts.add(text.toString());
        text = new StringBuilder(from).append('\n');
      }
      text.append('\n').append(id);
    }
    texts.add(text.toString());
    return texts;
  }

  /** Reads a text; null if it is not one, or is from {@code self}. */
  static @Nullable HintText parse(String text, String self) {
    String[] lines = text.split("\n", -1);
    if (lines.length < 2 || lines[0].equals(self)) {
      return null;
    }
    try {
      long due = lines[1].isEmpty() ? NEVER : Long.parseLong(lines[1]);
      return new HintText(due, new LinkedHashSet<>(List.of(lines).subList(2, lines.length)));
    } catch (NumberFormatException notAHint) {
      return null;
    }
  }
}
