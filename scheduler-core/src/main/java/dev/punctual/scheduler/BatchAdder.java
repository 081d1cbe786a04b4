package dev.punctual.scheduler;

import dev.punctual.scheduler.JobAdder.Described;
import dev.punctual.scheduler.codec.PayloadException;
import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.internal.engine.Engine;
import dev.punctual.scheduler.internal.engine.PutBatch;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adds many jobs: first looks at all of them, then gives them to their stores in batches. */
final class BatchAdder {

  private static final int MOST_PROBLEMS = 20;

  private final Engine engine;
  private final JobAdder adder;

  BatchAdder(Engine engine, JobAdder adder) {
    this.engine = engine;
    this.adder = adder;
  }

  /** Adds the jobs and answers what became of each, in order. */
  List<AddResult> add(List<NewJob> jobs) {
    engine.requireOpen();
    List<Described> wanted = describe(List.copyOf(jobs));
    List<AddResult> results = new ArrayList<>(wanted.size());
    while (results.size() < wanted.size()) {
      List<Described> left = wanted.subList(results.size(), wanted.size());
      List<Described> batch = left.subList(0, neighbours(left));
      try {
        results.addAll(put(batch));
      } catch (StoreException failure) {
        batch.forEach(each -> results.add(unknown(each, AddResult.Status.UNKNOWN)));
        wanted.subList(results.size(), wanted.size()).stream()
            .map(each -> unknown(each, AddResult.Status.UNTRIED))
            .toList()
            .forEach(results::add);
        throw new JobsPartlyAddedException(results, failure);
      }
    }
    return List.copyOf(results);
  }

  private List<Described> describe(List<NewJob> jobs) {
    List<Described> described = new ArrayList<>(jobs.size());
    List<String> problems = new ArrayList<>(0);
    Earlier earlier = new Earlier(described);
    for (int i = 0; i < jobs.size() && problems.size() < MOST_PROBLEMS; i++) {
      try {
        described.add(adder.describe(jobs.get(i), earlier));
      } catch (IllegalArgumentException | PayloadException mistake) {
        problems.add("job " + (i + 1) + " of " + jobs.size() + ": " + mistake.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigProblemsException(problems);
    }
    return described;
  }

  /** Finds jobs that stand before in the batch, or in the stores; few batches ask. */
  private final class Earlier implements JobAdder.Finder {

    private final List<Described> described;
    private final Map<String, Map<String, JobRecord>> byStore = new HashMap<>(0);
    private int known;

    private Earlier(List<Described> described) {
      this.described = described;
    }

    @Override
    public Optional<JobRecord> find(String store, String id) {
      for (; known < described.size(); known++) {
        Described next = described.get(known);
        byStore
            .computeIfAbsent(next.store(), any -> new HashMap<>())
            .put(next.job().id(), next.job());
      }
      JobRecord inBatch = byStore.getOrDefault(store, Map.of()).get(id);
      return inBatch == null ? adder.find(store, id) : Optional.of(inBatch);
    }
  }

  /** How many of the jobs, from the first, one call can take. */
  private static int neighbours(List<Described> jobs) {
    Described first = jobs.get(0);
    PutBatch batch = new PutBatch();
    int count = 0;
    while (count < jobs.size()
        && jobs.get(count).store().equals(first.store())
        && jobs.get(count).onConflict() == first.onConflict()
        && batch.admits(jobs.get(count).job())) {
      count++;
    }
    return count;
  }

  private List<AddResult> put(List<Described> batch) {
    Described first = batch.get(0);
    List<PutResult> answers =
        engine
            .commands(first.store())
            .put(batch.stream().map(Described::job).toList(), first.onConflict());
    List<AddResult> results = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      PutResult answer = answers.get(i);
      results.add(
          new AddResult(
              batch.get(i).job().id(),
              first.store(),
              status(answer.status()),
              Optional.of(answer.stored())));
    }
    return results;
  }

  private static AddResult.Status status(PutResult.Status answer) {
    return switch (answer) {
      case CREATED -> AddResult.Status.ADDED;
      case KEPT -> AddResult.Status.KEPT;
      case REPLACED -> AddResult.Status.REPLACED;
      case UPDATED -> AddResult.Status.UPDATED;
      case CONFLICT -> AddResult.Status.CONFLICT;
    };
  }

  private static AddResult unknown(Described job, AddResult.Status status) {
    return new AddResult(job.job().id(), job.store(), status, Optional.empty());
  }
}
