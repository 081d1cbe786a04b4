package dev.punctual.scheduler.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What holds of every store at any time, as far as one page of each list shows it. */
final class StoreInvariants {

  private StoreInvariants() {}

  static void check(Bench bench) {
    if (bench.isClosed()) {
      return;
    }
    List<ExecutionRecord> live = bench.live();
    Set<ExecutionId> seen = new HashSet<>();
    for (EndedExecution row : bench.ended()) {
      assertThat(row.state().isTerminal()).as("history tells of ends: %s", row).isTrue();
      assertThat(seen.add(row.id())).as("%s ended once", row.id()).isTrue();
    }
    for (ExecutionRecord run : live) {
      boolean claimed = run.state() == ExecutionState.CLAIMED;
      assertThat(run.state().isTerminal()).as("what lives has not ended: %s", run).isFalse();
      assertThat(run.owner() != null)
          .as("an owner exactly while claimed: %s", run)
          .isEqualTo(claimed);
      assertThat(run.leaseUntil() != null)
          .as("a lease exactly while claimed: %s", run)
          .isEqualTo(claimed);
      assertThat(seen.add(run.id())).as("%s lives once, or ended", run.id()).isTrue();
    }
    for (JobRecord job : bench.store.jobs().page(JobFilter.ALL, null, 1_000).items()) {
      check(job);
    }
  }

  private static void check(JobRecord job) {
    assertThat(job.dueTime() == null)
        .as("a due time exactly with a next fire: %s", job)
        .isEqualTo(job.nextFireTime() == null);
    if (job.lastFireTime() != null && job.nextFireTime() != null) {
      assertThat(job.nextFireTime()).as("fires go forward: %s", job).isAfter(job.lastFireTime());
    }
  }
}
