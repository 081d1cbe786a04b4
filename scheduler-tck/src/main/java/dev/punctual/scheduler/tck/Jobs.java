package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.RunPolicy;
import dev.punctual.scheduler.trigger.Adjustment;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Jobs and decisions about their fires. */
final class Jobs {

  static final Trigger TRIGGER = IntervalTrigger.every(Bench.STEP);
  static final Trigger OTHER_TRIGGER = IntervalTrigger.every(Duration.ofDays(1));

  private Jobs() {}

  /** An ACTIVE job without a payload. */
  static JobRecord of(String id, long generation, String task, JobPolicy policy, Instant due) {
    return of(id, generation, task, policy, due, TRIGGER, Payload.none());
  }

  static JobRecord of(
      String id,
      long generation,
      String task,
      JobPolicy policy,
      @Nullable Instant due,
      Trigger trigger,
      Payload payload) {
    return new JobRecord(
        id,
        generation,
        task,
        task,
        payload,
        trigger,
        policy,
        Set.of(),
        JobState.ACTIVE,
        due,
        due,
        null,
        0,
        Instant.EPOCH,
        null);
  }

  static JobRecord withPayload(JobRecord job, Payload payload) {
    return of(
        job.id(),
        job.generation(),
        job.task(),
        job.policy(),
        job.nextFireTime(),
        job.trigger(),
        payload);
  }

  static JobRecord withTags(JobRecord job, String... tags) {
    return job.withDefinition(job.name(), job.trigger(), job.policy(), Set.of(tags));
  }

  static JobRecord withPolicy(JobRecord job, JobPolicy policy) {
    return job.withDefinition(job.name(), job.trigger(), policy, job.tags());
  }

  static Payload payload(String content) {
    return new Payload.Encoded("tck", 1, content.getBytes(StandardCharsets.UTF_8));
  }

  static JobPolicy overlap(int maxInstances, Overflow overflow) {
    return JobPolicy.DEFAULT.withMaxInstances(maxInstances).withOverflow(overflow);
  }

  static JobPolicy guaranteed(Guarantee guarantee) {
    return JobPolicy.DEFAULT.withRun(RunPolicy.DEFAULT.withGuarantee(guarantee));
  }

  static Instant nextFireTime(JobClaim claim) {
    return Objects.requireNonNull(claim.job().nextFireTime(), "a claimed job has a next fire");
  }

  /** The next fires of a claimed job, a millisecond from one to the next. */
  static Instant[] fires(JobClaim claim, int count) {
    Instant first = nextFireTime(claim);
    return IntStream.range(0, count).mapToObj(first::plusMillis).toArray(Instant[]::new);
  }

  /** A decision to run some fires; the job fires next one step after the last of them. */
  static FireDecision decide(JobClaim claim, int claimLimit, Instant... fires) {
    return decideUntil(claim, claimLimit, fires[fires.length - 1].plus(Bench.STEP), fires);
  }

  /** A decision to run some fires; the job ends after them if {@code next} is null. */
  static FireDecision decideUntil(
      JobClaim claim, int claimLimit, @Nullable Instant next, Instant... fires) {
    List<PlannedFire> planned =
        Arrays.stream(fires)
            .map(fire -> new PlannedFire(fire, fire, null, Adjustment.NONE))
            .toList();
    @Nullable Instant last = fires.length == 0 ? null : fires[fires.length - 1];
    return new FireDecision(claim, planned, List.of(), last, next, next, claimLimit, null);
  }

  /** A decision to run one fire later than its nominal time; it goes to nobody yet. */
  static FireDecision delayed(JobClaim claim, Duration delay, @Nullable Duration grace) {
    Instant fire = nextFireTime(claim);
    @Nullable Instant deadline = grace == null ? null : fire.plus(grace);
    Instant next = fire.plus(Bench.LATER);
    PlannedFire planned = new PlannedFire(fire, fire.plus(delay), deadline, Adjustment.NONE);
    return new FireDecision(claim, List.of(planned), List.of(), fire, next, next, 0, null);
  }
}
