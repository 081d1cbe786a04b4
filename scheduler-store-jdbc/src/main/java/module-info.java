/**
 * Jobs in PostgreSQL, MariaDB, MySQL or H2.
 *
 * @provides dev.punctual.scheduler.store.JobStoreProvider the type {@code jdbc}
 */
module dev.punctual.scheduler.store.jdbc {
  requires transitive dev.punctual.scheduler;
  requires transitive java.sql;
  requires org.jdbi.v3.core;
  requires io.leangen.geantyref; // Jdbi needs it and cannot say so
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports dev.punctual.scheduler.store.jdbc;

  provides dev.punctual.scheduler.store.JobStoreProvider with
      dev.punctual.scheduler.store.jdbc.internal.JdbcJobStoreProvider;
}
