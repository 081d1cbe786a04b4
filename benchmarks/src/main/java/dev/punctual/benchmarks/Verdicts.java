package dev.punctual.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Budgets, what was found, and whether they are met; what was not measured is left out. */
public final class Verdicts {

  private final List<String> lines = new ArrayList<>();

  /** A ratio that is to be {@code bound} or more. */
  public void least(String budget, double found, double bound) {
    add(budget, found, Figures.text(found) + " ×", found >= bound);
  }

  /** A figure that is to be {@code bound} or less. */
  public void most(String budget, double found, double bound) {
    add(budget, found, Figures.text(found), found <= bound);
  }

  private void add(String budget, double found, String shown, boolean met) {
    if (!Double.isNaN(found)) {
      lines.add("| " + budget + " | " + shown + " | " + (met ? "met" : "**missed**") + " |");
    }
  }

  /** All of them as a table in Markdown. */
  public String table() {
    return "\n| budget | here | |\n|---|---|---|\n" + String.join("\n", lines) + "\n";
  }
}
