package dev.punctual.scheduler;

import dev.punctual.scheduler.internal.engine.ChainCheck;
import dev.punctual.scheduler.internal.engine.Engine;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.trigger.Trigger;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Carries the calls on job handles to the engine. */
final class EngineActions implements JobActions {

  private final Engine engine;
  private final Supplier<SchedulerDefaults> defaults;

  EngineActions(Engine engine, Supplier<SchedulerDefaults> defaults) {
    this.engine = engine;
    this.defaults = defaults;
  }

  @Override
  public JobRecord pause(String store, String id) {
    return engine.commands(store).pause(id);
  }

  @Override
  public JobRecord resume(String store, String id) {
    return engine.commands(store).resume(id);
  }

  @Override
  public JobRecord modify(String store, String id, Consumer<JobChanges> changes) {
    return engine
        .commands(store)
        .modify(
            id,
            job -> {
              JobChanges wanted = new JobChanges(job);
              changes.accept(wanted);
              engine.requireExecutor(wanted.policy().queue());
              requireChain(store, job, wanted);
              return wanted.applyTo(job);
            });
  }

  private void requireChain(String store, JobRecord job, JobChanges wanted) {
    List<FollowUp> followUps = wanted.policy().run().followUps();
    List<FollowUp> before = job.policy().run().followUps();
    if (!followUps.equals(before)) {
      new ChainCheck(store, engine.commands(store)::find)
          .require(job.id(), before, followUps, wanted.isLoopAllowed());
    }
  }

  @Override
  public JobRecord reschedule(String store, String id, Trigger trigger) {
    SchedulerDefaults now = defaults.get();
    Trigger wanted = Objects.requireNonNull(trigger, "trigger").withDefaults(now.zone(), now.dst());
    return engine.commands(store).reschedule(id, wanted);
  }

  @Override
  public void remove(String store, String id) {
    engine.commands(store).remove(id);
  }

  @Override
  public Optional<ExecutionId> trigger(String store, String id) {
    engine.requireRunning();
    return engine.commands(store).submit(id);
  }
}
