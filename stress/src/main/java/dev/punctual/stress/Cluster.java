package dev.punctual.stress;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.event.EventListener;
import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Nodes on one store, and one in this process that only adds jobs. For one thread. */
final class Cluster implements AutoCloseable {

  private static final int ADDERS = 8;
  private static final int PAGE = 1_000;

  private final Settings settings;
  private final String space;
  private final Path folder;
  private final Task<Void> task = Task.named(NodeMain.TASK, context -> {});
  private final JobStore store;
  private final BackgroundScheduler client;
  private final List<NodeProcess> all = new ArrayList<>();

  private Cluster(Settings settings, String space) throws IOException {
    this.settings = settings;
    this.space = space;
    this.folder = Files.createDirectories(settings.evidence().resolve(space));
    this.store = StoreUrl.open(settings.url(), space);
    this.client =
        BackgroundScheduler.builder()
            .jobStore("default", store)
            .tasks(task)
            .onlyTasks() // it runs nothing itself
            .build();
    client.start();
  }

  /** A cluster whose data is its own. */
  static Cluster open(Settings settings, String scenario) throws IOException {
    return new Cluster(settings, scenario + "_" + Long.toString(System.nanoTime(), 36) + "_");
  }

  /** Starts one more node, which runs nothing yet. */
  NodeProcess startNode() throws IOException {
    String name = "node-" + (all.size() + 1);
    NodeProcess node =
        NodeProcess.start(
            name,
            List.of(
                settings.url(),
                space,
                folder.toString(),
                name,
                Integer.toString(settings.threads()),
                Integer.toString(settings.workMillis())));
    all.add(node);
    return node;
  }

  /** Adds jobs that are all due at one time. */
  void addJobs(int jobs, Instant due) throws InterruptedException {
    ExecutorService adders = Executors.newFixedThreadPool(ADDERS);
    try {
      List<Future<?>> parts = new ArrayList<>();
      for (int part = 0; part < ADDERS; part++) {
        int first = part;
        parts.add(adders.submit(() -> addEvery(first, jobs, due)));
      }
      for (Future<?> part : parts) {
        part.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("jobs could not be added", e.getCause());
    } finally {
      adders.shutdown();
    }
  }

  private void addEvery(int first, int jobs, Instant due) {
    for (int i = first; i < jobs; i += ADDERS) {
      String id = "job-" + i;
      client.addJob(task, DateTrigger.at(due), options -> options.id(id));
    }
  }

  /** Adds a job that is due; it is stored when this returns. */
  void addJob(String id) {
    client.addJob(task, DateTrigger.now(), options -> options.id(id));
  }

  /** Has the client tell of a loss that it suspects, if its store does. */
  void onLoss(EventListener<TroubleEvent.DataLossSuspected> listener) {
    client.subscribe(TroubleEvent.DataLossSuspected.class, listener);
  }

  /** How many runs have ended on all nodes, dead ones included, as it was a moment ago. */
  int ended() {
    return all.stream().mapToInt(NodeProcess::ended).sum();
  }

  /** Whether the store has nothing more to run. */
  boolean isDone() {
    return client.jobs("default", JobFilter.ALL, null, 1).items().isEmpty()
        && client.liveExecutions(1).isEmpty();
  }

  /** How many jobs the history calls succeeded. */
  int succeeded() {
    Set<String> jobs = new HashSet<>();
    String cursor = null;
    do {
      Page<EndedExecution> page = store.history().ended(HistoryFilter.ALL, cursor, PAGE);
      page.items().stream()
          .filter(row -> row.state() == ExecutionState.SUCCEEDED)
          .forEach(row -> jobs.add(row.id().jobId()));
      cursor = page.cursor();
    } while (cursor != null);
    return jobs.size();
  }

  /** The jobs of which a node has claimed a run, as far as the store knows. */
  Set<String> heldBy(NodeProcess node) {
    Set<String> jobs = new HashSet<>();
    String cursor = null;
    do {
      Page<ExecutionRecord> page = store.history().live(null, cursor, PAGE);
      page.items().stream()
          .filter(run -> run.owner() != null && run.owner().equals(node.owner()))
          .forEach(run -> jobs.add(run.id().jobId()));
      cursor = page.cursor();
    } while (cursor != null);
    return jobs;
  }

  List<Evidence.Line> evidence() throws IOException {
    return Evidence.read(folder);
  }

  @Override
  public void close() {
    all.forEach(NodeProcess::close);
    client.shutdownNow();
  }
}
