package dev.punctual.scheduler.tck.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a checker found wrong. */
final class Findings {

  private static final int ENOUGH = 50;

  private final List<Violation> violations = new ArrayList<>();
  private int line;

  /** What is found from now on is shown by that line of the ledger. */
  void at(int number) {
    line = number;
  }

  void add(Invariant invariant, String job, String what) {
    if (violations.size() < ENOUGH) {
      violations.add(new Violation(invariant, what, job, line));
    }
  }

  /** Notes what is wrong unless {@code holds}. */
  void require(boolean holds, Invariant invariant, String job, Supplier<String> what) {
    if (!holds) {
      add(invariant, job, what.get());
    }
  }

  List<Violation> violations() {
    return List.copyOf(violations);
  }
}
