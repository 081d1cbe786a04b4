/**
 * What applications use: schedulers, tasks and jobs. Start with {@link
 * dev.punctual.scheduler.BackgroundScheduler} or {@link dev.punctual.scheduler.BlockingScheduler}.
 */
@NullMarked
package dev.punctual.scheduler;

import org.jspecify.annotations.NullMarked;
