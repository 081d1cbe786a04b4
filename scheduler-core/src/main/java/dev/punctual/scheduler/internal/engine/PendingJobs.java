package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.PutResult;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The way of jobs that wait for the start from the stores of one configuration to those of another:
 * all of them go, or none.
 */
final class PendingJobs {

  private static final int NAMED = 5;

  private final Map<String, LiveComponents.StoreLine> from;
  private final Map<String, LiveComponents.StoreLine> to;
  private final Set<String> executors;
  private final TaskRegistry tasks;

  /** The jobs that cannot go, by what is in their way. */
  private final Map<String, List<String>> stranded = new LinkedHashMap<>();

  /**
   * A way that nobody has gone.
   *
   * @param executors the names of those that will be there
   */
  PendingJobs(
      Map<String, LiveComponents.StoreLine> from,
      Map<String, LiveComponents.StoreLine> to,
      Set<String> executors,
      TaskRegistry tasks) {
    this.from = from;
    this.to = to;
    this.executors = executors;
    this.tasks = tasks;
  }

  /**
   * Moves the jobs and then calls {@code commit}, while nobody adds or changes one.
   *
   * @throws ConfigProblemsException naming the jobs that cannot go
   */
  void move(Runnable commit) {
    whileLocked(
        from.values().iterator(),
        () -> {
          from.forEach(
              (store, line) -> line.staging().forEach((job, policy) -> move(store, job, policy)));
          if (!stranded.isEmpty()) {
            throw new ConfigProblemsException(problems());
          }
          commit.run();
          from.forEach(
              (store, line) -> {
                if (!line.equals(to.get(store))) {
                  line.staging().replaced();
                }
              });
        });
  }

  private static void whileLocked(Iterator<LiveComponents.StoreLine> lines, Runnable action) {
    if (lines.hasNext()) {
      lines.next().staging().whileLocked(() -> whileLocked(lines, action));
    } else {
      action.run();
    }
  }

  private void move(String store, JobRecord job, ConflictPolicy policy) {
    String queue = job.policy().queue();
    LiveComponents.StoreLine line = to.get(store);
    if (!executors.contains(queue)) {
      strand(job, "for the executor '" + queue + "', which the configuration lacks; add it");
    }
    if (line == null) {
      strand(job, "in the store '" + store + "', which the configuration lacks; add it");
    } else if (!line.equals(from.get(store))) {
      Payload payload = payload(store, line.lane().store(), job);
      if (payload != null) {
        put(store, line, job.withVersion(0).withPayload(payload), policy);
      }
    }
  }

  private void put(
      String store, LiveComponents.StoreLine line, JobRecord job, ConflictPolicy policy) {
    if (line.staging().put(List.of(job), policy).get(0).status() == PutResult.Status.CONFLICT) {
      strand(job, "in the store '" + store + "', which has another of that id; choose another id");
    }
  }

  private @Nullable Payload payload(String name, JobStore store, JobRecord job) {
    if (!store.traits().durable() || !(job.payload() instanceof Payload.Live live)) {
      return job.payload();
    }
    if (job.task().equals(TaskRegistry.INLINE.name())) {
      strand(
          job,
          "in the store '"
              + name
              + "', which outlives this process and cannot keep a lambda; add a task with a name");
      return null;
    }
    try {
      return tasks.encode(job.task(), live.value());
    } catch (RuntimeException unfit) {
      strand(job, "in the store '" + name + "'; " + unfit.getMessage());
      return null;
    }
  }

  private void strand(JobRecord job, String why) {
    stranded.computeIfAbsent(why, any -> new ArrayList<>()).add(job.id());
  }

  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    stranded.forEach((why, ids) -> problems.add(named(ids) + " for the start " + why));
    return problems;
  }

  private static String named(List<String> ids) {
    String some = ids.stream().limit(NAMED).collect(Collectors.joining("', '", "'", "'"));
    int others = ids.size() - NAMED;
    return ids.size() == 1
        ? "job " + some + " waits"
        : "jobs " + some + (others > 0 ? " and " + others + " more wait" : " wait");
  }
}
