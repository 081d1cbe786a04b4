package dev.punctual.scheduler;

import dev.punctual.scheduler.event.Delivery;
import dev.punctual.scheduler.event.EventListener;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.event.Subscription;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.internal.engine.CallQueue;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.trigger.PlannedFire;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler for callers that must not block, such as event loops: what may wait for a store is
 * answered later. Calls take effect one after another in the order in which they were made, on a
 * daemon thread of the scheduler; a call that finds 65,536 others waiting fails with {@link
 * RejectedExecutionException}.
 *
 * <p>Each method does what the method of the same name of {@link Scheduler} does and fails with
 * what that throws. What depends on a stage runs on the scheduler's thread, or on the thread that
 * adds it if the answer is there already, unless it is given another ({@code thenApplyAsync}); on
 * the scheduler's thread it must not wait for another call. Safe for any thread.
 */
public final class AsyncScheduler implements EventSource {

  private final BackgroundScheduler scheduler;
  private final CallQueue calls;
  private final CallQueue endings; // has a thread of its own, so that a store which hangs is no bar

  AsyncScheduler(SchedulerBuilder<?> setup) {
    this.scheduler = new BackgroundScheduler(setup);
    this.calls = new CallQueue("punctual-calls", setup.time());
    this.endings = new CallQueue("punctual-endings", setup.time());
    var unused =
        scheduler
            .engine()
            .terminated()
            .thenRun(
                () -> {
                  calls.close();
                  endings.close();
                });
  }

  /** A scheduler in memory with a pool of 10 threads. */
  public static AsyncScheduler create() {
    return builder().build();
  }

  /** Begins to describe a scheduler. */
  public static SchedulerBuilder<AsyncScheduler> builder() {
    return new SchedulerBuilder<>(AsyncScheduler::new);
  }

  /** Begins to run jobs; see {@link BackgroundScheduler#start}. */
  public CompletionStage<@Nullable Void> start() {
    return calls.run(scheduler::start);
  }

  /** Starts without running jobs; see {@link BackgroundScheduler#startPaused}. */
  public CompletionStage<@Nullable Void> startPaused() {
    return calls.run(scheduler::startPaused);
  }

  /** See {@link Jobs#addJob(JobBody, Trigger)}. */
  public CompletionStage<AsyncJob> addJob(JobBody body, Trigger trigger) {
    return job(jobs -> jobs.addJob(body, trigger));
  }

  /** See {@link Jobs#addJob(JobBody, Trigger, Consumer)}. */
  public CompletionStage<AsyncJob> addJob(
      JobBody body, Trigger trigger, Consumer<JobOptions> options) {
    return job(jobs -> jobs.addJob(body, trigger, options));
  }

  /** See {@link Jobs#addJob(ContextBody, Trigger)}. */
  public CompletionStage<AsyncJob> addJob(ContextBody body, Trigger trigger) {
    return job(jobs -> jobs.addJob(body, trigger));
  }

  /** See {@link Jobs#addJob(ContextBody, Trigger, Consumer)}. */
  public CompletionStage<AsyncJob> addJob(
      ContextBody body, Trigger trigger, Consumer<JobOptions> options) {
    return job(jobs -> jobs.addJob(body, trigger, options));
  }

  /** See {@link Jobs#addJob(Task, Trigger)}. */
  public CompletionStage<AsyncJob> addJob(Task<Void> task, Trigger trigger) {
    return job(jobs -> jobs.addJob(task, trigger));
  }

  /** See {@link Jobs#addJob(Task, Trigger, Consumer)}. */
  public CompletionStage<AsyncJob> addJob(
      Task<Void> task, Trigger trigger, Consumer<JobOptions> options) {
    return job(jobs -> jobs.addJob(task, trigger, options));
  }

  /** See {@link Jobs#addJob(Task, Object, Trigger)}. */
  public <P> CompletionStage<AsyncJob> addJob(Task<P> task, P payload, Trigger trigger) {
    return job(jobs -> jobs.addJob(task, payload, trigger));
  }

  /** See {@link Jobs#addJob(Task, Object, Trigger, Consumer)}. */
  public <P> CompletionStage<AsyncJob> addJob(
      Task<P> task, P payload, Trigger trigger, Consumer<JobOptions> options) {
    return job(jobs -> jobs.addJob(task, payload, trigger, options));
  }

  /** See {@link JobBatches#addJobs}. */
  public CompletionStage<List<AddResult>> addJobs(List<NewJob> jobs) {
    List<NewJob> wanted = List.copyOf(jobs);
    return calls.add(() -> scheduler.addJobs(wanted));
  }

  /** See {@link AnnotatedJobs#register}. */
  public CompletionStage<List<AsyncJob>> register(Object object) {
    return calls.add(() -> async(scheduler.register(object)));
  }

  /** See {@link Jobs#pauseJob}. */
  public CompletionStage<AsyncJob> pauseJob(String id) {
    return job(jobs -> jobs.pauseJob(id));
  }

  /** See {@link Jobs#resumeJob}. */
  public CompletionStage<AsyncJob> resumeJob(String id) {
    return job(jobs -> jobs.resumeJob(id));
  }

  /** See {@link Jobs#modifyJob}. */
  public CompletionStage<AsyncJob> modifyJob(String id, Consumer<JobChanges> changes) {
    return job(jobs -> jobs.modifyJob(id, changes));
  }

  /** See {@link Jobs#rescheduleJob}. */
  public CompletionStage<AsyncJob> rescheduleJob(String id, Trigger trigger) {
    return job(jobs -> jobs.rescheduleJob(id, trigger));
  }

  /** See {@link Jobs#removeJob}. */
  public CompletionStage<@Nullable Void> removeJob(String id) {
    return calls.run(() -> scheduler.removeJob(id));
  }

  /** See {@link Jobs#trigger}. */
  public CompletionStage<Optional<ExecutionId>> trigger(String id) {
    return calls.add(() -> scheduler.trigger(id));
  }

  /** See {@link JobCatalog#getJob}. */
  public CompletionStage<Optional<AsyncJob>> getJob(String id) {
    return calls.add(() -> scheduler.getJob(id).map(this::async));
  }

  /** See {@link JobCatalog#getJobs()}. */
  public CompletionStage<List<AsyncJob>> getJobs() {
    return calls.add(() -> async(scheduler.getJobs()));
  }

  /** See {@link JobCatalog#getJobs(String)}. */
  public CompletionStage<List<AsyncJob>> getJobs(String store) {
    return calls.add(() -> async(scheduler.getJobs(store)));
  }

  /** See {@link JobCatalog#jobs}. */
  public CompletionStage<Page<AsyncJob>> jobs(
      String store, JobFilter filter, @Nullable String cursor, int limit) {
    return calls.add(
        () -> {
          Page<Job> page = scheduler.jobs(store, filter, cursor, limit);
          return new Page<>(async(page.items()), page.cursor());
        });
  }

  /** See {@link JobCatalog#preview}. */
  public CompletionStage<List<PlannedFire>> preview(String id, int count) {
    return calls.add(() -> scheduler.preview(id, count));
  }

  /** See {@link JobCatalog#printJobs}; {@code out} is written on the scheduler's thread. */
  public CompletionStage<@Nullable Void> printJobs(Appendable out) {
    return calls.run(() -> scheduler.printJobs(out));
  }

  /** See {@link JobCatalog#pauseJobs}. */
  public CompletionStage<Integer> pauseJobs(String tag) {
    return calls.add(() -> scheduler.pauseJobs(tag));
  }

  /** See {@link JobCatalog#resumeJobs}. */
  public CompletionStage<Integer> resumeJobs(String tag) {
    return calls.add(() -> scheduler.resumeJobs(tag));
  }

  /** See {@link JobCatalog#removeAllJobs()}. */
  public CompletionStage<Long> removeAllJobs() {
    return calls.add(() -> scheduler.removeAllJobs());
  }

  /** See {@link JobCatalog#removeAllJobs(String)}. */
  public CompletionStage<Long> removeAllJobs(String store) {
    return calls.add(() -> scheduler.removeAllJobs(store));
  }

  /** See {@link RunControl#cancel}. */
  public CompletionStage<CancelStatus> cancel(ExecutionId id) {
    return calls.add(() -> scheduler.cancel(id));
  }

  /** See {@link RunLog#liveExecutions(int)}. */
  public CompletionStage<List<ExecutionRecord>> liveExecutions(int limit) {
    return calls.add(() -> scheduler.liveExecutions(limit));
  }

  /** See {@link RunLog#liveExecutions(String, String, String, int)}. */
  public CompletionStage<Page<ExecutionRecord>> liveExecutions(
      String store, @Nullable String jobId, @Nullable String cursor, int limit) {
    return calls.add(() -> scheduler.liveExecutions(store, jobId, cursor, limit));
  }

  /** See {@link RunLog#endedExecutions(String, HistoryFilter, String, int)}. */
  public CompletionStage<Page<EndedExecution>> endedExecutions(
      String store, HistoryFilter filter, @Nullable String cursor, int limit) {
    return calls.add(() -> scheduler.endedExecutions(store, filter, cursor, limit));
  }

  /** See {@link RunLog#missedFires(String, MissedFilter, String, int)}. */
  public CompletionStage<Page<MissedRange>> missedFires(
      String store, MissedFilter filter, @Nullable String cursor, int limit) {
    return calls.add(() -> scheduler.missedFires(store, filter, cursor, limit));
  }

  /** See {@link Results#find}. */
  public CompletionStage<Optional<EndedExecution>> find(ExecutionId id) {
    return calls.add(() -> scheduler.find(id));
  }

  /** See {@link Results#result}. */
  public <R> CompletionStage<RunResult<R>> result(ExecutionId id, Class<R> type) {
    return calls.add(() -> scheduler.result(id, type));
  }

  /** See {@link Results#whenEnded}. */
  public CompletionStage<EndedExecution> whenEnded(ExecutionId id) {
    return calls.add(() -> scheduler.whenEnded(id)).thenCompose(Function.identity());
  }

  /** See {@link Results#await}; nothing waits meanwhile. */
  public <R> CompletionStage<RunResult<R>> await(ExecutionId id, Class<R> type, Duration longest) {
    return calls
        .add(() -> scheduler.results().awaitLater(id, type, longest))
        .thenCompose(Function.identity());
  }

  /** See {@link Results#rerun}. */
  public CompletionStage<Optional<ExecutionId>> rerun(ExecutionId ended) {
    return calls.add(() -> scheduler.rerun(ended));
  }

  /** See {@link RunLog#endedExecutions(int)}. */
  public CompletionStage<List<EndedExecution>> endedExecutions(int limit) {
    return calls.add(() -> scheduler.endedExecutions(limit));
  }

  /** See {@link RunLog#missedFires(int)}. */
  public CompletionStage<List<MissedRange>> missedFires(int limit) {
    return calls.add(() -> scheduler.missedFires(limit));
  }

  /** See {@link Components#addStore}. */
  public CompletionStage<@Nullable Void> addStore(String name, JobStore store) {
    return calls.run(() -> scheduler.addStore(name, store));
  }

  /** See {@link Components#removeStore}. */
  public CompletionStage<@Nullable Void> removeStore(String name) {
    return calls.run(() -> scheduler.removeStore(name));
  }

  /** See {@link Components#addExecutor}. */
  public CompletionStage<@Nullable Void> addExecutor(String name, JobExecutor executor) {
    return calls.run(() -> scheduler.addExecutor(name, executor));
  }

  /** See {@link Components#removeExecutor}. */
  public CompletionStage<JobExecutor> removeExecutor(String name) {
    return calls.add(() -> scheduler.removeExecutor(name));
  }

  /** See {@link Scheduler#configure}; {@code setup} is called on the scheduler's thread. */
  public CompletionStage<@Nullable Void> configure(Consumer<SchedulerSetup> setup) {
    return calls.run(() -> scheduler.configure(setup));
  }

  /** See {@link Scheduler#pause}. */
  public CompletionStage<@Nullable Void> pause() {
    return calls.run(scheduler::pause);
  }

  /** See {@link Scheduler#resume}. */
  public CompletionStage<@Nullable Void> resume() {
    return calls.run(scheduler::resume);
  }

  /** Stops; answers when running jobs have ended. */
  public CompletionStage<ShutdownReport> shutdown() {
    return shutdown(BlockingScheduler.FOR_EVER);
  }

  /**
   * Stops; answers when running jobs have ended. Those that have not after {@code longest} are
   * interrupted and reported. {@link Duration#ZERO} answers at once and lets running jobs end.
   */
  public CompletionStage<ShutdownReport> shutdown(Duration longest) {
    EngineScheduler.requireWait(longest);
    return calls
        .add(() -> scheduler.engine().shutdownLater(longest))
        .thenCompose(Function.identity());
  }

  /**
   * Stops, interrupts running jobs and does not wait for them. This overtakes the calls that wait,
   * however many there are and however long the store keeps them; they find the scheduler stopped.
   */
  public CompletionStage<ShutdownReport> shutdownNow() {
    return endings.add(scheduler::shutdownNow);
  }

  /** Whether it was started and is not shut down; a paused scheduler runs. Answers at once. */
  public boolean isRunning() {
    return scheduler.isRunning();
  }

  /** Where it is in its life. Answers at once. */
  public SchedulerState state() {
    return scheduler.state();
  }

  /** How its loops are doing. Answers at once. */
  public SchedulerHealth health() {
    return scheduler.health();
  }

  /** The names of the stores, in the order in which they were added. Answers at once. */
  public List<String> stores() {
    return scheduler.stores();
  }

  /** The names of the executors, in alphabetical order. Answers at once. */
  public List<String> executors() {
    return scheduler.executors();
  }

  /** {@inheritDoc} Answers at once. */
  @Override
  public <E extends SchedulerEvent> Subscription subscribe(
      Class<E> type, EventListener<? super E> listener) {
    return scheduler.subscribe(type, listener);
  }

  /** {@inheritDoc} Answers at once. */
  @Override
  public Subscription subscribe(
      Set<Class<? extends SchedulerEvent>> types,
      Delivery delivery,
      EventListener<? super SchedulerEvent> listener) {
    return scheduler.subscribe(types, delivery, listener);
  }

  private CompletionStage<AsyncJob> job(Function<Jobs, Job> call) {
    return calls.add(() -> async(call.apply(scheduler)));
  }

  private AsyncJob async(Job job) {
    return new AsyncJob(job, calls);
  }

  private List<AsyncJob> async(List<Job> jobs) {
    return jobs.stream().map(this::async).toList();
  }
}
