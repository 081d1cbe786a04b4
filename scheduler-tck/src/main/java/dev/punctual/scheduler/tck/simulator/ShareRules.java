package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges that what has waited longest gets a share of the slots whatever its priority: so many
 * younger executions of higher priority may be leased before a due job is fired or a due execution
 * is leased, and no more.
 *
 * <p>What might wait for something else is not judged: for a slot of its task, for a run of its own
 * job, or for a node that knows its task.
 */
final class ShareRules {

  /** One round in ten begins with executions, and one slot in ten of it goes to the oldest. */
  static final int ONE_IN = 100;

  private final Findings findings;
  private final Set<String> limited;
  private final List<Grant> grants = new ArrayList<>();
  private final Map<String, Set<String>> tasksByPlace = new HashMap<>();
  private final Set<String> lacking = new HashSet<>();
  private final Map<String, Integer> knownSince = new HashMap<>();
  private final Map<JobModel, Integer> freeSince = new HashMap<>();

  /**
   * Rules of shares.
   *
   * @param limited the tasks of which only so many are leased at once
   */
  ShareRules(Findings findings, Set<String> limited) {
    this.findings = findings;
    this.limited = limited;
  }

  private record Grant(int priority, Instant due, Instant at) {}

  /** A node began in a place, which the first part of its name tells, instead of another. */
  void up(String node, Event.Up up) {
    tasksByPlace.put(node.replaceFirst("\\..*", ""), Set.of(up.tasks().split(" ")));
    for (String task : Cluster.TASKS) {
      boolean lacks = tasksByPlace.values().stream().anyMatch(tasks -> !tasks.contains(task));
      if (lacks ? lacking.add(task) : lacking.remove(task)) {
        knownSince.put(task, grants.size());
      }
    }
  }

  /** A job and its runs wait anew from now on. */
  void restart(JobModel job) {
    freeSince.put(job, grants.size());
  }

  /** A run waits anew from now on. */
  void restart(RunModel run) {
    run.waitsSince = grants.size();
  }

  void granted(RunModel run, ExecutionRecord record, Instant storeNow) {
    String task = record.task();
    int priority = record.policy().priority();
    if (!run.mayBlock && !limited.contains(task)) {
      int since = Math.max(run.waitsSince, freeSince.getOrDefault(run.job, 0));
      judge(run.id.jobId(), run.id.toString(), task, priority, record.dueTime(), since);
    }
    grants.add(new Grant(priority, record.dueTime(), storeNow));
  }

  /** A job is fired that was due as its record says. */
  void fired(JobModel job) {
    JobRecord record = job.record;
    Instant due = record.dueTime();
    if (due != null) {
      int since = freeSince.getOrDefault(job, 0);
      judge(record.id(), record.id(), record.task(), record.policy().priority(), due, since);
    }
    restart(job);
  }

  private void judge(String job, String what, String task, int priority, Instant due, int since) {
    int nodes = Math.max(1, tasksByPlace.size());
    int from = Math.max(since, knownSince.getOrDefault(task, 0));
    if (lacking.contains(task) || grants.size() - from <= ONE_IN * nodes) {
      return;
    }
    int overtaken = 0;
    int older = 0;
    for (Grant other : grants.subList(from, grants.size())) {
      if (other.at.isBefore(due)) {
        continue;
      }
      if (!other.due.isAfter(due)) {
        older++;
      } else if (other.priority > priority) {
        overtaken++;
      }
    }
    int most = ONE_IN * (older + nodes);
    if (overtaken > most) {
      findings.add(
          Invariant.FAIR_SHARE,
          job,
          "%s: overtaken %d times, and %d is the most".formatted(what, overtaken, most));
    }
  }
}
