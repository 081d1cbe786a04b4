package dev.punctual.scheduler;

import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.Overflow;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method a job when its object is handed to {@link AnnotatedJobs#register}. Exactly one of
 * {@link #every}, {@link #cron} and {@link #at} says when it fires; all else has a default, which
 * for the policies is that of the scheduler's {@linkplain SchedulerBuilder#jobDefaults job
 * defaults}.
 *
 * <p>The method belongs to an instance, has no parameter or one {@link ExecutionContext}, and
 * returns nothing or a {@link java.util.concurrent.CompletionStage}, whose completion then ends the
 * run. It may be private, and inherited. An overriding method without the annotation is the job in
 * place of the one that it overrides.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(ScheduledJobs.class)
public @interface ScheduledJob {

  /** The value of a number that is not said. */
  int UNSET = Integer.MIN_VALUE;

  /**
   * The id of the job and the name of its task, 1 to 100 letters, digits, dots, dashes or
   * underscores. If absent it is the simple name of the object's class, a dot and the name of the
   * method, as in {@code Reports.nightly}; a job that shall survive a renaming in a durable store
   * names its own.
   */
  String id() default "";

  /** A label for people; the id if absent. */
  String name() default "";

  /**
   * A fixed interval of elapsed time, such as {@code 3s}, {@code 1h30m}, {@code 250ms} or {@code
   * PT3S}; the first fire is one interval after the registration or the start, whichever is later.
   */
  String every() default "";

  /**
   * A cron schedule. Five fields or a macro are read as crontab(5), see {@link
   * dev.punctual.scheduler.trigger.CronTrigger#crontab}. Another dialect is named by the first
   * word, as in the text of triggers: {@code quartz 0 0 12 L * ?}, {@code spring 0 0 9 * * MON},
   * {@code apscheduler 30 9 * * 0-4}, {@code cron day_of_week=mon-fri hour=9}; after {@code
   * crontab} and these the options {@code dst}, {@code start} and {@code end} may follow.
   */
  String cron() default "";

  /**
   * A single fire: an instant such as {@code 2026-05-01T09:30:00Z} or {@code
   * 2026-05-01T09:30+02:00}, or a local time such as {@code 2026-05-01T09:30}. One that has passed
   * at the registration is late and runs at once, and so again at each start of the program, unless
   * {@link #misfireGraceTime} sets a limit.
   */
  String at() default "";

  /** The zone of {@link #cron} or of a local time; the scheduler's if absent. */
  String zone() default "";

  /** The longest random delay of a fire of {@link #every} or {@link #cron}, such as {@code 30s}. */
  String jitter() default "";

  /** The executor that runs the job. */
  String executor() default "";

  /** The store that keeps the job; {@code default} if absent. */
  String store() default "";

  /** Marks to find the job by, each 1 to 100 characters. */
  String[] tags() default {};

  /** Whether a job that is new waits until it is resumed. */
  boolean paused() default false;

  /** Which of several missed fires are run; at most one value. */
  Coalesce[] coalesce() default {};

  /** How late a fire may start, such as {@code 30s}, or {@code none} for no limit. */
  String misfireGraceTime() default "";

  /** How many runs of the job may be live at once, 1 or more. */
  int maxInstances() default UNSET;

  /** What happens to a fire beyond that limit; at most one value. */
  Overflow[] overflow() default {};

  /** How many missed fires {@link Coalesce#ALL} runs, 1 to 10,000. */
  int maxCatchUp() default UNSET;

  /** 0 (last) to 9 (first). */
  int priority() default UNSET;

  /** How long one attempt may take, such as {@code 2m}, or {@code none} for no limit. */
  String timeout() default "";

  /** How often a run is tried in all, 1 to 1,000; 1 never tries again. */
  int retryAttempts() default UNSET;

  /**
   * The longest delay before the second attempt, such as {@code 200ms}; the bound doubles with each
   * attempt and the delay is drawn below it.
   */
  String retryFirstDelay() default "";

  /** No delay before an attempt is longer than this, such as {@code 10m}; at most 365 days. */
  String retryLongestDelay() default "";

  /** Only failures of these classes and their subclasses are tried again. */
  Class<? extends Throwable>[] retryOn() default {};

  /** Failures of these classes and their subclasses are never tried again. */
  Class<? extends Throwable>[] retryNotOn() default {};

  /** How often a run is started when something fails in between; at most one value. */
  Guarantee[] guarantee() default {};

  /**
   * What happens when the store has a job of this id. Programs register at each start, so by
   * default the job takes what the annotation says now and keeps its pause and, while the trigger
   * is the same, its place in the schedule.
   */
  ConflictPolicy onConflict() default ConflictPolicy.UPDATE_DEFINITION;
}
