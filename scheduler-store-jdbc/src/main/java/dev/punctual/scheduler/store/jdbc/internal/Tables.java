package dev.punctual.scheduler.store.jdbc.internal;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of the tables. They reach SQL as text, so both parts are held to a strict pattern.
 *
 * @param schema with a dot at its end, or empty
 * @param prefix what every table's name begins with; may be empty
 */
record Tables(String schema, String prefix) {

  private static final Pattern PART = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,47}");

  /** What a part must be, for messages. */
  static final String RULE =
      "use 1 to 48 letters, digits and underscores, first a letter or an underscore";

  /**
   * Tables with these names.
   *
   * @param schema null for the one that the connection looks in
   * @throws IllegalArgumentException if a part could be anything but a name
   */
  static Tables of(@Nullable String schema, String prefix) {
    return new Tables(
        schema == null ? "" : require("schema", schema) + '.',
        prefix.isEmpty() ? prefix : require("table prefix", prefix));
  }

  /** Puts the names into a script, which has them as {@code ${schema}} and {@code ${prefix}}. */
  String inScript(String script) {
    return script.replace("${schema}", schema).replace("${prefix}", prefix);
  }

  /** The full name of a table. */
  String named(String table) {
    return schema + prefix + table;
  }

  /** A part that is nothing but a name. */
  static String require(String what, String name) {
    if (!PART.matcher(name).matches()) {
      String shown = name.length() > 60 ? name.substring(0, 60) + "…" : name;
      throw new IllegalArgumentException(what + " '" + shown + "' is not valid; " + RULE);
    }
    return name;
  }
}
