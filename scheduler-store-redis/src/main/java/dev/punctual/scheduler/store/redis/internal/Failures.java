package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.store.StoreException;

/** What errors of the server mean and what helps. */
final class Failures {

  private static final int MOST_CAUSES = 20;

  private Failures() {}

  static StoreException of(String what, Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return new StoreException(what + " failed: " + message + advice(message), cause);
  }

  /** A server could not be reached or turned us away. Addresses are shown, passwords never. */
  static StoreException connecting(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < MOST_CAUSES && cause.getCause() != null; i++) {
      cause = cause.getCause();
    }
    String outer = String.valueOf(failure.getMessage());
    String message = String.valueOf(cause.getMessage());
    return new StoreException(
        "Redis cannot be used: "
            + outer
            + (outer.equals(message) ? "" : ": " + message)
            + advice(message),
        failure);
  }

  private static String advice(String message) {
    if (message.contains("OOM ")) {
      return " (the server has reached maxmemory: give it more, or purge the history; what is"
          + " stored is safe and running work can still end)";
    } else if (message.contains("READONLY")) {
      return " (this server is a read-only replica: connect to the primary, best through Sentinel"
          + " or Cluster, so that a failover is followed)";
    } else if (message.contains("NOAUTH") || message.contains("WRONGPASS")) {
      return " (the server wants another user or password)";
    } else if (message.contains("MISCONF")) {
      return " (the server cannot save to its disk and refuses writes until it can)";
    } else if (message.contains("NOPERM")) {
      return " (the user needs +@all -@dangerous on the keys and the channel of the namespace)";
    }
    return "";
  }
}
