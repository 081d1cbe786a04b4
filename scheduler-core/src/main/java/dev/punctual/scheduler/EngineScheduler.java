package dev.punctual.scheduler;

import dev.punctual.scheduler.event.EventListener;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.event.Subscription;
import dev.punctual.scheduler.internal.engine.Engine;
import dev.punctual.scheduler.internal.engine.JobCommands;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** What the schedulers of this package have in common: all but how they start. */
abstract class EngineScheduler implements Scheduler {

  private static final Comparator<Job> BY_NEXT_FIRE =
      Comparator.comparing(
          (Job job) -> job.nextFireTime().orElse(null),
          Comparator.nullsLast(Comparator.naturalOrder()));

  private final Engine engine;
  private final JobActions actions;
  private final JobAdder adder;

  EngineScheduler(SchedulerBuilder<?> setup) {
    this.engine = EngineAssembly.of(setup);
    this.actions = new EngineActions(engine, setup.zone(), setup.dst());
    this.adder = new JobAdder(engine, actions, setup.defaults(), setup.zone(), setup.dst());
  }

  final Engine engine() {
    return engine;
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
  public final Optional<Job> getJob(String id) {
    return engine.stores().stream()
        .flatMap(
            store ->
                engine.commands(store).find(id).stream()
                    .map(record -> new Job(actions, store, record)))
        .findFirst();
  }

  @Override
  public final List<Job> getJobs() {
    List<Job> all = new ArrayList<>();
    for (String store : engine.stores()) {
      engine.commands(store).forEach(record -> all.add(new Job(actions, store, record)));
    }
    all.sort(BY_NEXT_FIRE);
    return all;
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
    String store = storeOf(id);
    return new Job(actions, store, actions.modify(store, id, changes));
  }

  @Override
  public final Job rescheduleJob(String id, Trigger trigger) {
    String store = storeOf(id);
    return new Job(actions, store, actions.reschedule(store, id, trigger));
  }

  @Override
  public final void removeJob(String id) {
    actions.remove(storeOf(id), id);
  }

  @Override
  public final Optional<ExecutionId> trigger(String id) {
    return actions.trigger(storeOf(id), id);
  }

  @Override
  public final List<ExecutionRecord> liveExecutions(int limit) {
    return engine.stores().stream()
        .flatMap(name -> engine.store(name).history().live(null, null, limit).items().stream())
        .toList();
  }

  @Override
  public final List<EndedExecution> endedExecutions(int limit) {
    return engine.stores().stream()
        .flatMap(name -> engine.store(name).history().ended(null, null, limit).items().stream())
        .toList();
  }

  @Override
  public final List<MissedRange> missedFires(int limit) {
    return engine.stores().stream()
        .flatMap(name -> engine.store(name).history().missed(null, null, limit).items().stream())
        .toList();
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
    if (longest.isNegative()) {
      throw new IllegalArgumentException("shutdown cannot wait " + longest + "; use zero or more");
    }
    return engine.shutdown(longest);
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

  private Job change(String id, BiFunction<JobCommands, String, JobRecord> command) {
    String store = storeOf(id);
    return new Job(actions, store, command.apply(engine.commands(store), id));
  }

  private String storeOf(String id) {
    return getJob(id).orElseThrow(() -> new JobNotFoundException(id)).store();
  }
}
