package dev.punctual.scheduler;

import java.util.List;

/** Adds the jobs that annotations describe. */
public interface AnnotatedJobs {

  /**
   * Adds a job for every {@link ScheduledJob} on the methods of {@code object}, inherited ones
   * included, and registers a task of the same name for it, so that any store can keep it. Nothing
   * is added if the object has a mistake anywhere.
   *
   * <p>Registering the same object again treats its jobs as {@link ScheduledJob#onConflict} says.
   * Two objects cannot share an id: a scheduler keeps the first for ever. Any thread may call this;
   * it blocks for the stores. If a store fails, jobs may have been added before; call again.
   *
   * @return the jobs, ordered by id
   * @throws dev.punctual.scheduler.config.ConfigProblemsException if the object has no annotated
   *     method, or a method or an annotation cannot be used, or an id is taken; the message lists
   *     every mistake
   * @throws JobConflictException if somebody else took an id at the same moment
   * @throws IllegalStateException if the scheduler is shut down
   */
  List<Job> register(Object object);
}
