package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Page;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The history as one host sees it. */
final class LinkedHistory implements History {

  private final History real;
  private final Link link;

  LinkedHistory(History real, Link link) {
    this.real = real;
    this.link = link;
  }

  @Override
  public Page<ExecutionRecord> live(@Nullable String jobId, @Nullable String cursor, int limit) {
    return link.call("live", () -> real.live(jobId, cursor, limit));
  }

  @Override
  public Page<EndedExecution> ended(HistoryFilter filter, @Nullable String cursor, int limit) {
    return link.call("ended", () -> real.ended(filter, cursor, limit));
  }

  @Override
  public Page<MissedRange> missed(MissedFilter filter, @Nullable String cursor, int limit) {
    return link.call("missed", () -> real.missed(filter, cursor, limit));
  }

  @Override
  public List<Standing> look(List<ExecutionId> ids) {
    return link.call("look", () -> real.look(ids));
  }

  @Override
  public int purge(Duration maxAge, long maxCount, int limit) {
    return link.call("purge", () -> real.purge(maxAge, maxCount, limit));
  }
}
