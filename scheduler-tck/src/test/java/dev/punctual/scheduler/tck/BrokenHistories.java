package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.History.Standing;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Page;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Histories that do one thing wrong, by the name of what they do. */
final class BrokenHistories {

  private BrokenHistories() {}

  /** Adds them to the broken stores. */
  static void add() {
    BrokenStores.history(
        "tells of ended executions as unknown",
        over ->
            over.new Past() {
              @Override
              public List<Standing> look(List<ExecutionId> ids) {
                return super.look(ids).stream()
                    .map(each -> each.ended() == null ? each : new Standing(each.id(), null, null))
                    .toList();
              }
            });
    BrokenStores.history(
        "filters a page after it was cut",
        over ->
            over.new Past() {
              @Override
              public Page<EndedExecution> ended(
                  HistoryFilter filter, @Nullable String cursor, int limit) {
                Page<EndedExecution> page = super.ended(HistoryFilter.ALL, cursor, limit);
                List<EndedExecution> rows = page.items().stream().filter(filter::admits).toList();
                return new Page<>(rows, rows.isEmpty() ? null : page.cursor());
              }
            });
    BrokenStores.history(
        "purges what lives",
        over ->
            over.new Past() {
              @Override
              public int purge(Duration maxAge, long maxCount, int limit) {
                over.live().forEach(run -> over.real.leases().cancel(run.id()));
                return super.purge(maxAge, maxCount, limit);
              }
            });
    BrokenStores.history(
        "purges all that ended",
        over ->
            over.new Past() {
              @Override
              public int purge(Duration maxAge, long maxCount, int limit) {
                return super.purge(Duration.ZERO, 0, 1_000);
              }
            });
    BrokenStores.history(
        "pages executions by offset",
        over ->
            over.new Past() {
              @Override
              public Page<ExecutionRecord> live(
                  @Nullable String jobId, @Nullable String cursor, int limit) {
                return BrokenStores.byOffset((c, n) -> super.live(jobId, c, n), cursor, limit);
              }

              @Override
              public Page<EndedExecution> ended(
                  HistoryFilter filter, @Nullable String cursor, int limit) {
                return BrokenStores.byOffset((c, n) -> super.ended(filter, c, n), cursor, limit);
              }
            });
    BrokenStores.history(
        "keeps no record of what the limit turned away",
        over ->
            over.new Past() {
              @Override
              public Page<MissedRange> missed(
                  MissedFilter filter, @Nullable String cursor, int limit) {
                Page<MissedRange> page = super.missed(filter, cursor, limit);
                return new Page<>(
                    page.items().stream()
                        .filter(range -> range.reason() != MissedRange.Reason.MAX_INSTANCES)
                        .toList(),
                    page.cursor());
              }
            });
  }
}
