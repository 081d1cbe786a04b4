package dev.punctual.scheduler.store.jdbc.internal;

import org.jspecify.annotations.Nullable;

/**
 * A column of a statement that takes many rows at once.
 *
 * @param type the element type of an array of its values
 */
record Column(String name, String type) {

  static Column text(String name) {
    return new Column(name, "text");
  }

  static Column number(String name) {
    return new Column(name, "bigint");
  }

  static Column flag(String name) {
    return new Column(name, "boolean");
  }

  static Column bytes(String name) {
    return new Column(name, "bytea");
  }

  /** An array for values of this column, of the precise type that drivers want. */
  @Nullable Object[] array(int length) {
    return switch (type) {
      case "bigint" -> new Long[length];
      case "boolean" -> new Boolean[length];
      case "bytea" -> new byte[length][];
      default -> new String[length];
    };
  }
}
