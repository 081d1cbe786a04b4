/**
 * Punctual's core: triggers, jobs, the in-memory store, executors and the schedulers that conduct
 * them.
 */
module dev.punctual.scheduler {
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports dev.punctual.scheduler.trigger;
}
