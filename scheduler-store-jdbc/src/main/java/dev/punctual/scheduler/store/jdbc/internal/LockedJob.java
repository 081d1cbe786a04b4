package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * What a step needs to know of a job that it has locked.
 *
 * @param plain whether it may be fired without a decision
 */
record LockedJob(
    String id,
    long generation,
    long version,
    long claimToken,
    JobState state,
    JobPolicy policy,
    boolean plain) {

  /**
   * Locks jobs in the order of their ids, so that no two steps wait for each other.
   *
   * @return by id; those that are there
   */
  static Map<String, LockedJob> lock(Database database, Handle handle, Collection<String> ids) {
    Map<String, LockedJob> locked = new HashMap<>();
    if (ids.isEmpty()) {
      return locked;
    }
    TreeSet<String> sorted = new TreeSet<>(ids);
    String in = Rows.in(database.dialect(), "id", "ids", sorted.size());
    Rows.bindAll(
            database.dialect(),
            database.query(
                handle,
                "SELECT id, generation, version, claim_token, state, policy, plain FROM {job} WHERE "
                    + in
                    + " ORDER BY id FOR UPDATE"),
            "ids",
            sorted)
        .map((row, context) -> read(row))
        .forEach(job -> locked.put(job.id, job));
    return locked;
  }

  private static LockedJob read(ResultSet row) throws SQLException {
    JobPolicy policy = Read.policy(row.getString("policy"));
    return new LockedJob(
        row.getString("id"),
        row.getLong("generation"),
        row.getLong("version"),
        row.getLong("claim_token"),
        JobRow.state(row.getInt("state")),
        policy == null ? JobPolicy.DEFAULT : policy,
        row.getBoolean("plain"));
  }

  /** Whether a claim is the latest on the job as it was then. */
  boolean isCurrent(JobClaim claim) {
    return generation == claim.job().generation()
        && version == claim.job().version()
        && claimToken == claim.token();
  }

  /** Whether it keeps its executions of that generation from running. */
  boolean holds(long ofGeneration) {
    return generation == ofGeneration && state != JobState.ACTIVE;
  }
}
