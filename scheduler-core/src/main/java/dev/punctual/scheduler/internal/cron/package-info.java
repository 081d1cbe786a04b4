/**
 * The machinery behind cron schedules: one grammar engine for all dialects, bit-set fields searched
 * by calendar arithmetic, and the clock changes of a zone as a table. Works on epoch seconds; knows
 * nothing of jobs or the trigger classes.
 */
@NullMarked
package dev.punctual.scheduler.internal.cron;

import org.jspecify.annotations.NullMarked;
