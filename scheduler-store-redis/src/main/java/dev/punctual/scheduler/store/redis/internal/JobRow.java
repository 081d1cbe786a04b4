package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.trigger.Adjustment;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import dev.punctual.scheduler.trigger.Triggers;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job as scripts know it.
 *
 * @param unreadable why the job cannot fire on this node; null when it can
 */
record JobRow(JobRecord job, @Nullable String unreadable) {

  private static final Logger LOG = LoggerFactory.getLogger(JobRow.class);
  private static final String UNREADABLE = "no node could read ";
  private static final List<JobState> STATES =
      List.of(JobState.ACTIVE, JobState.PAUSED, JobState.PARKED);

  /** How many values a plain job has in front: true, policy, the end of its execution's id. */
  private static final int PLAIN = 3;

  private static final int GENERATION = 3;
  private static final int VERSION = 10;
  private static final int NEXT = 11;
  private static final int LAST = 12;
  private static final int PROBLEM = 13;
  private static final int NAME = 14;
  private static final int TRIGGER = 15;
  private static final int CREATED = 16;

  /** A job that is to change one which is stored. */
  static byte[] pack(JobRecord job) {
    return pack(Pack.row(), job, job.version()).number(Fields.millis(job.created())).bytes();
  }

  /** A new job; the server adds when it was made. */
  static byte[] packNew(JobRecord job) {
    Pack pack = Pack.row();
    Instant fire = job.nextFireTime();
    if (fire != null && isPlain(job, fire)) {
      pack.flag(true)
          .text(job.policy().text())
          .text(RunKey.ending(job.generation(), fire.toEpochMilli()));
    }
    return pack(pack, job, 1).bytes();
  }

  /**
   * Whether a new job leaves nothing to decide when it is due: it runs once, at that instant,
   * however late, and nothing follows.
   */
  private static boolean isPlain(JobRecord job, Instant fire) {
    return job.trigger() instanceof DateTrigger once
        && Fields.isExact(fire)
        && once.next(fire, fire) == null
        && once.adjustment(fire).equals(Adjustment.NONE)
        && job.state() == JobState.ACTIVE
        && job.dueTime() != null
        && job.lastFireTime() == null
        && job.problem() == null
        && job.tags().isEmpty()
        && job.policy().misfireGraceTime() == null
        && job.policy().run().followUps().isEmpty();
  }

  private static Pack pack(Pack pack, JobRecord job, long version) {
    pack.orFalse(Fields.body(job.policy(), job.payload()))
        .text(job.id())
        .text(RunKey.digits(job.generation()))
        .text(job.task())
        .number(number(job.state()))
        .orFalse(Fields.orNull(job.dueTime()));
    Fields.write(pack, job.policy(), job.tags());
    return pack.number(version)
        .orFalse(Fields.orNull(job.nextFireTime()))
        .orFalse(Fields.orNull(job.lastFireTime()))
        .orFalse(job.problem())
        .text(job.name())
        .text(job.trigger().text());
  }

  static JobRow read(byte[] packed) {
    Row row = Row.of(packed).without(isPlain(packed) ? PLAIN : 0);
    Trigger trigger = Triggers.read(row.text(TRIGGER));
    Row body = Fields.body(row);
    JobPolicy policy = Fields.policy(body);
    String unreadable =
        policy == null
            ? UNREADABLE + "its policy"
            : Triggers.problem(trigger)
                .map(why -> UNREADABLE + "its trigger, since " + why)
                .orElse(null);
    Instant next = row.timeOrNull(NEXT);
    JobRecord job =
        new JobRecord(
            row.text(Fields.ID),
            RunKey.generation(row.text(GENERATION)),
            row.text(NAME),
            row.text(Fields.TASK),
            Fields.payload(body),
            trigger,
            policy == null ? Fields.defaultPolicy(body) : policy,
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

  /** A job; null, and a line in the log, if its row is damaged. */
  static @Nullable JobRow readUnlessDamaged(byte[] packed) {
    try {
      return read(packed);
    } catch (IllegalStateException | IllegalArgumentException damaged) {
      LOG.warn("a job in Redis is left out, since {}", damaged.getMessage());
      return null;
    }
  }

  private static boolean isPlain(byte[] packed) {
    return packed.length > 0 && (packed[0] & 0xff) == Pack.TRUE;
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
