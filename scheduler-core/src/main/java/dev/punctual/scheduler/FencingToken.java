package dev.punctual.scheduler;

import java.time.Instant;
import java.util.Comparator;

/**
 * Grows from run to run and from attempt to attempt of one job. A resource that remembers the
 * greatest token it has seen can refuse the late write of a run that lost its lease.
 *
 * @param fireTime the nominal fire time of the run
 * @param token counts the leases of that run
 */
public record FencingToken(Instant fireTime, long token) implements Comparable<FencingToken> {

  private static final Comparator<FencingToken> ORDER =
      Comparator.comparing(FencingToken::fireTime).thenComparingLong(FencingToken::token);

  @Override
  public int compareTo(FencingToken other) {
    return ORDER.compare(this, other);
  }
}
