/**
 * Contract suites for authors of stores, executors, codecs and triggers, and a simulator of whole
 * clusters.
 */
module dev.punctual.scheduler.tck {
  requires transitive dev.punctual.scheduler;
  requires transitive dev.punctual.scheduler.testkit;
  requires transitive org.assertj.core;
  requires transitive org.junit.jupiter.api;
  requires static transitive org.jspecify;

  exports dev.punctual.scheduler.tck;

  // JUnit calls the clauses, which are not public.
  opens dev.punctual.scheduler.tck to
      org.junit.platform.commons;
}
