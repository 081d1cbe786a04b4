/** Jobs in PostgreSQL, MariaDB, MySQL or H2. */
module dev.punctual.scheduler.store.jdbc {
  requires transitive dev.punctual.scheduler;
  requires transitive java.sql;
  requires org.jdbi.v3.core;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports dev.punctual.scheduler.store.jdbc;
}
