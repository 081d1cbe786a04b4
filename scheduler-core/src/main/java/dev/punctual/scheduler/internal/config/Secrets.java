package dev.punctual.scheduler.internal.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Keeps what may be a secret out of messages. */
public final class Secrets {

  private static final String HIDDEN = "…";

  /** What the canonical keys of secrets contain. */
  private static final List<String> WORDS =
      List.of(
          "password",
          "passwd",
          "passphrase",
          "pwd",
          "secret",
          "token",
          "credential",
          "auth",
          "apikey",
          "accesskey",
          "privatekey");

  /** An address up to the last {@code @}: its scheme, then who logs in. */
  private static final Pattern LOGIN =
      Pattern.compile("((?:[A-Za-z][A-Za-z0-9+.-]*:)+/{0,2})\\S*@");

  /** A parameter inside an address or a list of settings. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "([\\w.-]*(?:pass(?:word|wd|phrase)|pwd|secret|token|credential|auth|api[_-]?key"
              + "|access[_-]?key|private[_-]?key)[\\w.-]*\\s*=\\s*)[^&;,\\s'\"]+",
          Pattern.CASE_INSENSITIVE);

  private Secrets() {}

  /** Whether the value of an option of that name is a secret as a whole. */
  public static boolean isSecret(String key) {
    String canonical = Keys.canonical(key);
    return WORDS.stream().anyMatch(canonical::contains);
  }

  /** The text without who logs in to an address and without parameters that are secrets. */
  public static String masked(String text) {
    String anonymous = LOGIN.matcher(text).replaceAll("$1" + HIDDEN + "@");
    return PARAMETER.matcher(anonymous).replaceAll("$1" + HIDDEN);
  }

  /** The text without anything secret that stands in {@code options}. */
  public static String masked(String text, Map<String, String> options) {
    String left = text;
    for (Map.Entry<String, String> option : options.entrySet()) {
      String value = option.getValue().strip();
      if (!value.isEmpty()) {
        left = left.replace(value, isSecret(option.getKey()) ? HIDDEN : masked(value));
      }
    }
    return masked(left);
  }
}
