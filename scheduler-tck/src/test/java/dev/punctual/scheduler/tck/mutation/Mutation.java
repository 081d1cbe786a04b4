package dev.punctual.scheduler.tck.mutation;

import java.util.ArrayList;
import java.util.List;

/**
 * One guard that is taken out of scheduler-core.
 *
 * @param guard what is taken out, as a table of the documentation calls it
 * @param tests what must fail without it: {@code Class#beginning of a method's name}
 */
record Mutation(String guard, List<Edit> edits, List<String> tests) {

  private static final String PACKAGE = "dev/punctual/scheduler/internal/";

  /**
   * A change of the source text.
   *
   * @param file below the sources of scheduler-core
   * @param text what is there exactly once
   * @param replacement what is there instead
   */
  record Edit(String file, String text, String replacement) {

    /** The changed source. */
    String applyTo(String source) {
      int at = source.indexOf(text);
      if (at < 0 || source.indexOf(text, at + 1) >= 0) {
        throw new AssertionError(
            "%s must contain exactly once, and %s: %s%nChange the mutation along with the guard."
                .formatted(file, at < 0 ? "does not contain" : "contains more than once", text));
      }
      return source.substring(0, at) + replacement + source.substring(at + text.length());
    }
  }

  static Mutation without(String guard) {
    return new Mutation(guard, List.of(), List.of());
  }

  /** The same with one more change; {@code file} is below the package of internals. */
  Mutation edit(String file, String text, String replacement) {
    List<Edit> more = new ArrayList<>(edits);
    more.add(new Edit(PACKAGE + file, text, replacement));
    return new Mutation(guard, more, tests);
  }

  /** The same, to be caught by these tests. */
  Mutation caughtBy(String... names) {
    return new Mutation(guard, edits, List.of(names));
  }

  @Override
  public String toString() {
    return guard;
  }
}
