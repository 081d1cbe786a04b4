package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.UpdateResult;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The job registry as one host sees it. */
final class LinkedJobs implements JobRegistry {

  private final JobRegistry real;
  private final Link link;

  LinkedJobs(JobRegistry real, Link link) {
    this.real = real;
    this.link = link;
  }

  @Override
  public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
    return link.call(
        "put",
        () -> {
          List<PutResult> results = real.put(jobs, onConflict);
          results.forEach(result -> link.note(new Event.Put(onConflict, result)));
          return results;
        });
  }

  @Override
  public Optional<JobRecord> get(String id) {
    return link.call("get", () -> real.get(id));
  }

  @Override
  public UpdateResult update(JobChange change) {
    return link.call(
        "update",
        () -> {
          UpdateResult result = real.update(change);
          link.note(new Event.Changed(change, result));
          return result;
        });
  }

  @Override
  public List<Boolean> remove(List<String> ids) {
    return link.call(
        "remove",
        () -> {
          List<Boolean> found = real.remove(ids);
          for (int i = 0; i < ids.size(); i++) {
            link.note(new Event.Removed(ids.get(i), found.get(i)));
          }
          return found;
        });
  }

  @Override
  public Page<JobRecord> page(JobFilter filter, @Nullable String cursor, int limit) {
    return link.call("page", () -> real.page(filter, cursor, limit));
  }
}
