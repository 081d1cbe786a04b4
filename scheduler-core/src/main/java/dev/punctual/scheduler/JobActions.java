package dev.punctual.scheduler;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.trigger.Trigger;
import java.util.Optional;
import java.util.function.Consumer;

/** What a {@link Job} handle asks of its scheduler. */
interface JobActions {

  JobRecord pause(String store, String id);

  JobRecord resume(String store, String id);

  JobRecord modify(String store, String id, Consumer<JobChanges> changes);

  JobRecord reschedule(String store, String id, Trigger trigger);

  void remove(String store, String id);

  Optional<ExecutionId> trigger(String store, String id);
}
