package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.store.PutResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A store that hides a removed job from users and from fires, and goes on with its executions. */
final class HiddenRemovals extends StoreOver {

  private final Set<String> hidden = new HashSet<>();

  HiddenRemovals(JobStore real) {
    super(real);
    jobs = registry();
  }

  private JobRegistry registry() {
    return new Registry() {
      @Override
      public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
        List<PutResult> answers = new ArrayList<>();
        for (JobRecord job : jobs) {
          boolean again = hidden.remove(job.id());
          PutResult answer =
              super.put(List.of(job), again ? ConflictPolicy.REPLACE : onConflict).get(0);
          answers.add(again ? new PutResult(PutResult.Status.CREATED, answer.stored()) : answer);
        }
        return answers;
      }

      @Override
      public Optional<JobRecord> get(String id) {
        return super.get(id).filter(job -> !hidden.contains(id));
      }

      @Override
      public List<Boolean> remove(List<String> ids) {
        return ids.stream().map(this::hide).toList();
      }

      private boolean hide(String id) {
        Optional<JobRecord> job = get(id);
        job.ifPresent(
            each -> super.update(new JobChange(each.withFires(null, null, null), List.of())));
        return job.isPresent() && hidden.add(id);
      }

      @Override
      public Page<JobRecord> page(JobFilter filter, @Nullable String cursor, int limit) {
        Page<JobRecord> page = super.page(filter, cursor, limit);
        return new Page<>(
            page.items().stream().filter(job -> !hidden.contains(job.id())).toList(),
            page.cursor());
      }
    };
  }
}
