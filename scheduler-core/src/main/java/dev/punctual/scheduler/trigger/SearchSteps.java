package dev.punctual.scheduler.trigger;

/** The questions that one search may put to the parts of a combined trigger. */
final class SearchSteps {

  /** How many questions one search may ask. */
  static final int LIMIT = 100_000;

  int taken;

  /**
   * Counts one question.
   *
   * @throws IllegalStateException beyond the limit
   */
  void take(Trigger trigger) {
    if (++taken > LIMIT) {
      throw new IllegalStateException(
          "no fire found in "
              + LIMIT
              + " steps for '"
              + TriggerSyntaxException.quote(trigger.text())
              + "'; make its parts meet more often or give it an end");
    }
  }
}
