package dev.punctual.scheduler;

/** Code that a job of this process runs. */
@FunctionalInterface
public interface JobBody {

  /** Does the work on a thread of the job's executor; what it throws fails the run. */
  void run() throws Exception;
}
