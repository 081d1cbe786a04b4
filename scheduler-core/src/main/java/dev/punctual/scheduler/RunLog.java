package dev.punctual.scheduler;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.MissedRange;
import java.util.List;

/** What runs, what ran and what was skipped. All methods block for the stores. */
public interface RunLog {

  /** Executions that wait or run now, at most {@code limit} from each store. */
  List<ExecutionRecord> liveExecutions(int limit);

  /** Executions that have ended, the latest first, at most {@code limit} from each store. */
  List<EndedExecution> endedExecutions(int limit);

  /** Fires that were not run, the latest record first, at most {@code limit} from each store. */
  List<MissedRange> missedFires(int limit);
}
