package dev.punctual.scheduler.store.jdbc.internal;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** A transaction that the calls of one thread take part in. For that thread. */
final class Joined {

  private final Handle handle;
  private long earliestDue = Long.MAX_VALUE;
  private final Set<String> revoked = new LinkedHashSet<>(0);
  private boolean failed;

  Joined(Handle handle) {
    this.handle = handle;
  }

  Handle handle() {
    return handle;
  }

  /** Work becomes due at {@code millis} if this is committed. */
  void due(long millis) {
    earliestDue = Math.min(earliestDue, millis);
  }

  /** When the earliest work becomes due that this makes; {@link Long#MAX_VALUE} for none. */
  long earliestDue() {
    return earliestDue;
  }

  /** Leases on executions of some jobs become unwanted if this is committed. */
  void revoked(Collection<String> jobIds) {
    revoked.addAll(jobIds);
  }

  /** The jobs whose leases this makes unwanted. */
  Set<String> revoked() {
    return revoked;
  }

  /** A call failed in it: it can only be rolled back. */
  void fail() {
    failed = true;
  }

  boolean hasFailed() {
    return failed;
  }
}
