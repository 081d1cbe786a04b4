package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Executions of plain jobs, which the server fires without asking. It does so only under policies
 * that were read here before, as every node takes the first job of each policy by the usual way.
 * Safe for any thread.
 */
final class FiredJobs {

  /** How many policies are remembered. */
  private static final int KNOWN = 64;

  /** How long their texts may be, which go with each claim. */
  private static final int LONGEST = 256;

  /** How many values a body has before the payload. */
  private static final int BEFORE_PAYLOAD = 5;

  private final Map<String, JobPolicy> known = new ConcurrentHashMap<>();
  private volatile byte[] packed;

  FiredJobs() {
    known.put(JobPolicy.DEFAULT.text(), JobPolicy.DEFAULT);
    packed = Pack.texts(known.keySet());
  }

  /** The policies that were read, as an argument. */
  byte[] policies() {
    return packed;
  }

  /** A policy was read. */
  void learn(JobPolicy policy) {
    if (known.size() < KNOWN
        && policy.text().length() <= LONGEST
        && known.putIfAbsent(policy.text(), policy) == null) {
      packed = Pack.texts(known.keySet());
    }
  }

  /**
   * The execution of a plain job.
   *
   * @param now when the server fired it, in milliseconds
   * @throws IllegalStateException if the row is damaged
   */
  ExecutionRecord read(byte[] job, String owner, long token, long now, long lease) {
    Values values = Values.of(job).skip(1);
    String policyText = values.text();
    String ending = values.text();
    byte[] payload = values.within().skip(BEFORE_PAYLOAD).bytesOrNull();
    String jobId = values.text();
    String task = values.skip(1).text();
    long due = values.skip(1).number();
    ExecutionId id = RunKey.parse(jobId, ending);
    JobPolicy policy = known.get(policyText);
    if (policy == null) {
      throw new IllegalStateException("the server fired a job under a policy that was not read");
    }
    return new ExecutionRecord(
        id,
        task,
        Fields.payload(payload),
        policy,
        Set.of(),
        Instant.ofEpochMilli(id.fireAtMillis()),
        Instant.ofEpochMilli(due),
        null,
        Adjustment.NONE,
        ExecutionState.CLAIMED,
        owner,
        token,
        Instant.ofEpochMilli(Math.max(now, due) + lease),
        1,
        0,
        false,
        Instant.ofEpochMilli(now));
  }
}
