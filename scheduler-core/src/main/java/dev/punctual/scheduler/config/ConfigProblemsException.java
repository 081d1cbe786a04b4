package dev.punctual.scheduler.config;

import java.util.List;

/** A configuration cannot be used; the message lists every mistake in it. */
public final class ConfigProblemsException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * Lists the mistakes.
   *
   * @param problems one sentence each, naming the key, the value, the rule and the nearest valid
   *     key
   */
  public ConfigProblemsException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** One sentence per mistake. */
  public List<String> problems() {
    return problems;
  }
}
