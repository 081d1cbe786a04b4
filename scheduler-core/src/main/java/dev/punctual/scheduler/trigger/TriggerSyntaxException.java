package dev.punctual.scheduler.trigger;

/** A trigger text that breaks its grammar. The message names the value, the rule and a remedy. */
public final class TriggerSyntaxException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;
  private static final int QUOTED = 256;

  /** Where the text goes wrong, counted in characters from 1. */
  private final int column;

  /**
   * @param text the whole text that was read
   * @param column where it goes wrong, counted in characters from 1
   * @param rule what is wrong there and what would be right
   */
  public TriggerSyntaxException(String text, int column, String rule) {
    super("'" + quote(text) + "', column " + column + ": " + rule);
    this.column = column;
  }

  /** Where the text goes wrong, counted in characters from 1. */
  public int column() {
    return column;
  }

  /** {@code text} made fit for a log line: no control characters, at most 256 characters. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder();
    for (int i = 0; i < text.length() && i < QUOTED; i++) {
      char c = text.charAt(i);
      quoted.append(Character.isISOControl(c) ? '?' : c);
    }
    return text.length() > QUOTED ? quoted.append("...").toString() : quoted.toString();
  }
}
