/** For tests of applications that schedule jobs; needs no test framework. */
module dev.punctual.scheduler.testkit {
  requires transitive dev.punctual.scheduler;
  requires static transitive org.jspecify;

  exports dev.punctual.scheduler.testkit;
}
