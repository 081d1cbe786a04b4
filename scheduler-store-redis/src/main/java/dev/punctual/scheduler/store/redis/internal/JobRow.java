package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.trigger.Trigger;
import dev.punctual.scheduler.trigger.Triggers;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as scripts know it.
 *
 * @param unreadable why the job cannot fire on this node; null when it can
 */
record JobRow(JobRecord job, @Nullable String unreadable) {

  private static final String UNREADABLE = "no node could read ";
  private static final List<JobState> STATES =
      List.of(JobState.ACTIVE, JobState.PAUSED, JobState.PARKED);

  private static final int ID = 1;
  private static final int GENERATION = 2;
  private static final int VERSION = 15;
  private static final int NEXT = 16;
  private static final int LAST = 17;
  private static final int CREATED = 18;
  private static final int PROBLEM = 19;
  private static final int NAME = 20;
  private static final int TRIGGER = 21;

  static byte[] pack(JobRecord job) {
    Pack pack = Pack.array(TRIGGER).text(job.id()).text(RunKey.digits(job.generation()));
    Fields.write(pack, job.task(), job.policy(), job.tags(), job.payload());
    return pack.number(number(job.state()))
        .orFalse(Fields.orNull(job.dueTime()))
        .number(job.version())
        .orFalse(Fields.orNull(job.nextFireTime()))
        .orFalse(Fields.orNull(job.lastFireTime()))
        .number(Fields.millis(job.created()))
        .orFalse(job.problem())
        .text(job.name())
        .text(job.trigger().text())
        .bytes();
  }

  static JobRow read(byte[] packed) {
    Row row = Row.of(packed);
    Trigger trigger = Triggers.read(row.text(TRIGGER));
    JobPolicy policy = Fields.policy(row.text(Fields.POLICY));
    String unreadable =
        policy == null
            ? UNREADABLE + "its policy"
            : Triggers.problem(trigger)
                .map(why -> UNREADABLE + "its trigger, since " + why)
                .orElse(null);
    Instant next = row.timeOrNull(NEXT);
    JobRecord job =
        new JobRecord(
            row.text(ID),
            RunKey.generation(row.text(GENERATION)),
            row.text(NAME),
            row.text(Fields.TASK),
            Fields.payload(row, Fields.PAYLOAD),
            trigger,
            policy == null ? JobPolicy.DEFAULT.withQueue(row.text(Fields.QUEUE)) : policy,
            Fields.lines(row.text(Fields.TAGS)),
            state(row.number(Fields.STATE)),
            next,
            row.timeOrNull(Fields.DUE),
            row.timeOrNull(LAST),
            row.number(VERSION),
            row.time(CREATED),
            row.textOrNull(PROBLEM));
    return new JobRow(job, unreadable);
  }

  /** Whether a job was put away by this store because it could not be read. */
  static boolean isOurs(@Nullable String problem) {
    return problem != null && problem.startsWith(UNREADABLE);
  }

  static long number(JobState state) {
    return STATES.indexOf(state);
  }

  private static JobState state(long number) {
    return number >= 0 && number < STATES.size() ? STATES.get((int) number) : JobState.PARKED;
  }
}
