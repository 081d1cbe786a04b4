package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.store.UpdateResult;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A registry that does what it is asked; what it answers to the first put does not arrive. */
final class LostReply implements JobRegistry {

  private final JobRegistry real;
  private int puts;

  LostReply(JobRegistry real) {
    this.real = real;
  }

  /** How often jobs were put. */
  int puts() {
    return puts;
  }

  @Override
  public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
    List<PutResult> answers = real.put(jobs, onConflict);
    puts++;
    if (puts == 1) {
      throw new StoreException("the reply was lost");
    }
    return answers;
  }

  @Override
  public Optional<JobRecord> get(String id) {
    return real.get(id);
  }

  @Override
  public UpdateResult update(JobChange change) {
    return real.update(change);
  }

  @Override
  public List<Boolean> remove(List<String> ids) {
    return real.remove(ids);
  }

  @Override
  public Page<JobRecord> page(JobFilter filter, @Nullable String cursor, int limit) {
    return real.page(filter, cursor, limit);
  }
}
