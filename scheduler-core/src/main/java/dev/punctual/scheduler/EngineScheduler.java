package dev.punctual.scheduler;

import dev.punctual.scheduler.event.Delivery;
import dev.punctual.scheduler.event.EventListener;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.event.Subscription;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.internal.engine.Engine;
import dev.punctual.scheduler.internal.engine.ExecutionCommands;
import dev.punctual.scheduler.internal.engine.JobCommands;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.trigger.PlannedFire;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the schedulers of this package have in common: all but how they start. */
abstract class EngineScheduler implements Scheduler {

  private final EngineAssembly assembly;
  private final Engine engine;
  private final JobActions actions;
  private final JobAdder adder;
  private final BatchAdder batches;
  private final AnnotatedAdder annotated;
  private final EngineCatalog catalog;
  private final EngineResults results;
  private final ExecutionCommands executions;

  EngineScheduler(SchedulerBuilder<?> setup) {
    this.assembly = EngineAssembly.of(setup);
    this.engine = assembly.engine();
    this.actions = new EngineActions(engine, assembly.defaults()::get);
    this.catalog = new EngineCatalog(engine, actions);
    this.results = new EngineResults(engine);
    this.executions = new ExecutionCommands(engine);
    this.adder = new JobAdder(engine, actions, assembly.defaults()::get);
    this.batches = new BatchAdder(engine, adder);
    this.annotated = new AnnotatedAdder(engine.parts().tasks(), adder);
  }

  final Engine engine() {
    return engine;
  }

  final EngineResults results() {
    return results;
  }

  @Override
  public final Job addJob(JobBody body, Trigger trigger, Consumer<JobOptions> options) {
    return adder.addCode(Objects.requireNonNull(body, "body"), trigger, options);
  }

  @Override
  public final Job addJob(ContextBody body, Trigger trigger, Consumer<JobOptions> options) {
    return adder.addCode(Objects.requireNonNull(body, "body"), trigger, options);
  }

  @Override
  public final Job addJob(Task<Void> task, Trigger trigger, Consumer<JobOptions> options) {
    return adder.addTask(task, null, trigger, options);
  }

  @Override
  public final <P> Job addJob(
      Task<P> task, P payload, Trigger trigger, Consumer<JobOptions> options) {
    return adder.addTask(task, payload, trigger, options);
  }

  @Override
  public final List<AddResult> addJobs(List<NewJob> jobs) {
    return batches.add(jobs);
  }

  @Override
  public final List<Job> register(Object object) {
    return annotated.register(Objects.requireNonNull(object, "object"));
  }

  @Override
  public final Job pauseJob(String id) {
    return change(id, JobCommands::pause);
  }

  @Override
  public final Job resumeJob(String id) {
    return change(id, JobCommands::resume);
  }

  @Override
  public final Job modifyJob(String id, Consumer<JobChanges> changes) {
    String store = catalog.storeOf(id);
    return new Job(actions, store, actions.modify(store, id, changes));
  }

  @Override
  public final Job rescheduleJob(String id, Trigger trigger) {
    String store = catalog.storeOf(id);
    return new Job(actions, store, actions.reschedule(store, id, trigger));
  }

  @Override
  public final void removeJob(String id) {
    actions.remove(catalog.storeOf(id), id);
  }

  @Override
  public final Optional<ExecutionId> trigger(String id) {
    return actions.trigger(catalog.storeOf(id), id);
  }

  @Override
  public final Optional<Job> getJob(String id) {
    return catalog.getJob(id);
  }

  @Override
  public final List<Job> getJobs() {
    return catalog.getJobs();
  }

  @Override
  public final List<Job> getJobs(String store) {
    return catalog.getJobs(store);
  }

  @Override
  public final Page<Job> jobs(String store, JobFilter filter, @Nullable String cursor, int limit) {
    return catalog.jobs(store, filter, cursor, limit);
  }

  @Override
  public final List<PlannedFire> preview(String id, int count) {
    return catalog.preview(id, count);
  }

  @Override
  public final void printJobs(Appendable out) {
    catalog.printJobs(out);
  }

  @Override
  public final int pauseJobs(String tag) {
    return catalog.pauseJobs(tag);
  }

  @Override
  public final int resumeJobs(String tag) {
    return catalog.resumeJobs(tag);
  }

  @Override
  public final long removeAllJobs() {
    return catalog.removeAllJobs();
  }

  @Override
  public final long removeAllJobs(String store) {
    return catalog.removeAllJobs(store);
  }

  @Override
  public final CancelStatus cancel(ExecutionId id) {
    return executions.cancel(Objects.requireNonNull(id, "id"));
  }

  @Override
  public final List<ExecutionRecord> liveExecutions(int limit) {
    return catalog.liveExecutions(limit);
  }

  @Override
  public final Page<ExecutionRecord> liveExecutions(
      String store, @Nullable String jobId, @Nullable String cursor, int limit) {
    return catalog.liveExecutions(store, jobId, cursor, limit);
  }

  @Override
  public final Page<EndedExecution> endedExecutions(
      String store, HistoryFilter filter, @Nullable String cursor, int limit) {
    return catalog.endedExecutions(store, filter, cursor, limit);
  }

  @Override
  public final Page<MissedRange> missedFires(
      String store, MissedFilter filter, @Nullable String cursor, int limit) {
    return catalog.missedFires(store, filter, cursor, limit);
  }

  @Override
  public final Optional<EndedExecution> find(ExecutionId id) {
    return results.find(id);
  }

  @Override
  public final <R> RunResult<R> result(ExecutionId id, Class<R> type) {
    return results.result(id, type);
  }

  @Override
  public final CompletionStage<EndedExecution> whenEnded(ExecutionId id) {
    return results.whenEnded(id);
  }

  @Override
  public final <R> RunResult<R> await(ExecutionId id, Class<R> type, Duration longest)
      throws InterruptedException {
    return results.await(id, type, longest);
  }

  @Override
  public final Optional<ExecutionId> rerun(ExecutionId ended) {
    return results.rerun(ended);
  }

  @Override
  public final List<EndedExecution> endedExecutions(int limit) {
    return catalog.endedExecutions(limit);
  }

  @Override
  public final List<MissedRange> missedFires(int limit) {
    return catalog.missedFires(limit);
  }

  @Override
  public final List<String> stores() {
    return engine.stores();
  }

  @Override
  public final List<String> executors() {
    return engine.executors();
  }

  @Override
  public final void addStore(String name, JobStore store) {
    engine.addStore(name, store);
  }

  @Override
  public final void removeStore(String name) {
    engine.removeStore(name);
  }

  @Override
  public final void addExecutor(String name, JobExecutor executor) {
    engine.addExecutor(name, executor);
  }

  @Override
  public final JobExecutor removeExecutor(String name) {
    return engine.removeExecutor(name);
  }

  @Override
  public final void configure(Consumer<SchedulerSetup> setup) {
    assembly.configure(setup);
  }

  @Override
  public final void pause() {
    engine.pause();
  }

  @Override
  public final void resume() {
    engine.resume();
  }

  @Override
  public final ShutdownReport shutdown() {
    return engine.shutdown();
  }

  @Override
  public final ShutdownReport shutdown(Duration longest) {
    requireWait(longest);
    return engine.shutdown(longest);
  }

  static void requireWait(Duration longest) {
    if (longest.isNegative()) {
      throw new IllegalArgumentException("shutdown cannot wait " + longest + "; use zero or more");
    }
  }

  @Override
  public final ShutdownReport shutdownNow() {
    return engine.shutdownNow();
  }

  @Override
  public final SchedulerState state() {
    return engine.state();
  }

  @Override
  public final SchedulerHealth health() {
    return engine.health();
  }

  @Override
  public final <E extends SchedulerEvent> Subscription subscribe(
      Class<E> type, EventListener<? super E> listener) {
    return engine.parts().events().subscribe(type, listener);
  }

  @Override
  public final Subscription subscribe(
      Set<Class<? extends SchedulerEvent>> types,
      Delivery delivery,
      EventListener<? super SchedulerEvent> listener) {
    return engine.parts().events().subscribe(types, delivery, listener);
  }

  private Job change(String id, BiFunction<JobCommands, String, JobRecord> command) {
    String store = catalog.storeOf(id);
    return new Job(actions, store, command.apply(engine.commands(store), id));
  }
}
