package dev.punctual.scheduler.store.jdbc.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The scripts that make the tables of one dialect, one for each version of the schema. They hold
 * one statement or column a line, so that they tell what tables there are to be.
 *
 * @param folder where they are, with a slash at its end
 * @param files by version, the first for version 1
 */
record SchemaScripts(String folder, List<String> files) {

  private static final String ROOT = "META-INF/punctual/jdbc/";
  private static final List<String> FILES = List.of("V1__create.sql");

  private static final Pattern TABLE =
      Pattern.compile("(?:CREATE|ALTER) TABLE (?:IF NOT EXISTS )?\\$\\{schema}\\$\\{prefix}(\\w+)");
  private static final Pattern COLUMN =
      Pattern.compile("  (?:ADD COLUMN (?:IF NOT EXISTS )?)?([a-z]\\w*) .*");

  /** The scripts of a dialect. */
  static SchemaScripts of(String dialect) {
    return new SchemaScripts(ROOT + dialect.toLowerCase(Locale.ROOT) + '/', FILES);
  }

  /** The version that they lead to. */
  int version() {
    return files.size();
  }

  /** Where the script is that leads to a version. */
  String path(int version) {
    return folder + files.get(version - 1);
  }

  /** The statements that lead to a version from the one before. */
  List<String> statements(int version, Tables tables) {
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    for (String line : tables.inScript(read(version)).lines().toList()) {
      if (line.startsWith("--")) {
        continue;
      }
      statement.append(line).append('\n');
      if (line.endsWith(";")) {
        statement.setLength(statement.lastIndexOf(";"));
        statements.add(statement.toString());
        statement.setLength(0);
      }
    }
    return statements;
  }

  /** The columns of each table, as they are after all scripts. */
  Map<String, Set<String>> columns() {
    Map<String, Set<String>> tables = new LinkedHashMap<>();
    for (int version = 1; version <= version(); version++) {
      String table = "";
      for (String line : read(version).lines().toList()) {
        Matcher head = TABLE.matcher(line);
        Matcher column = COLUMN.matcher(line);
        if (head.lookingAt()) {
          table = head.group(1);
          tables.putIfAbsent(table, new LinkedHashSet<>());
        } else if (column.matches() && tables.containsKey(table)) {
          tables.get(table).add(column.group(1));
        }
        if (line.endsWith(";")) {
          table = "";
        }
      }
    }
    return tables;
  }

  private String read(int version) {
    String path = path(version);
    try (InputStream in = SchemaScripts.class.getResourceAsStream("/" + path)) {
      if (in == null) {
        throw new IllegalStateException("the script " + path + " is missing");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
