package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.store.StoreTraits;
import dev.punctual.scheduler.store.jdbc.SchemaMode;
import dev.punctual.scheduler.store.jdbc.SqlDialect;
import java.time.Instant;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The store in tables: one object per role over one database. */
public final class TableStore implements JobStore {

  private final Jobs jobs;
  private final Fires queue;
  private final Leases leases;
  private final Histories history;
  private final Members members;
  private final Wakeups wakeups;
  private final Database database;
  private final StoreTraits traits;
  private final @Nullable Notifications notifications;
  private final @Nullable Reserve reserve;
  private final Transactions transactions;

  /**
   * How a store is opened.
   *
   * @param schema where its tables are; null for where the connection looks
   * @param clock what tells the time instead of the database; null for the database
   * @param notifies whether other nodes are told where the database can
   * @param reserves whether a connection is held for renewing leases
   */
  public record Options(
      SqlDialect dialect,
      @Nullable String schema,
      String prefix,
      SchemaMode mode,
      StoreTraits traits,
      @Nullable InstantSource clock,
      boolean notifies,
      boolean reserves) {}

  /**
   * Opens a store.
   *
   * @throws IllegalArgumentException if a name could be anything but a name
   * @throws IllegalStateException if the tables are not as {@code options} demand
   */
  public TableStore(DataSource source, Options options) {
    Connections connections = new Connections(source, true);
    Jdbi jdbi = Jdbi.create(connections);
    Tables tables = Tables.of(options.schema, options.prefix);
    this.database = new Database(connections, jdbi, options.dialect, tables, options.clock);
    this.traits = options.traits;
    new Schema(
            Jdbi.create(new Connections(source, false)),
            options.dialect,
            tables,
            SchemaScripts.of(options.dialect.name()))
        .prepare(options.mode);
    database.noteIsolation();
    database.each("open", database::now);
    this.reserve = options.reserves ? Reserve.take(jdbi) : null;
    this.wakeups = new Wakeups(database);
    Groups groups = new Groups(database);
    Steps steps = new Steps(database, wakeups);
    this.jobs = new Jobs(database, steps, wakeups, groups);
    this.queue = new Fires(database, steps, wakeups);
    this.leases = new Leases(database, steps, wakeups, reserve);
    this.history = new Histories(database);
    this.members = new Members(database, steps, wakeups, groups);
    this.notifications =
        options.notifies && options.dialect.hasNotify()
            ? Notifications.start(source, tables, wakeups, database, options.traits.poll())
            : null;
    this.transactions = new Transactions(jdbi, database, wakeups, leases, notifications);
  }

  /**
   * A part of the tables' names.
   *
   * @throws IllegalArgumentException if it could be anything but a name
   */
  public static String requireName(String what, String name) {
    return Tables.require(what, name);
  }

  /** Transactions that the store's calls take part in. */
  public Transactions transactions() {
    return transactions;
  }

  /** Has the nodes look for due work. */
  public void wake() {
    wakeups.now(true);
  }

  @Override
  public boolean isInTransaction() {
    return database.joined() != null;
  }

  @Override
  public JobRegistry jobs() {
    return jobs;
  }

  @Override
  public FireQueue queue() {
    return queue;
  }

  @Override
  public LeaseBook leases() {
    return leases;
  }

  @Override
  public History history() {
    return history;
  }

  @Override
  public Membership members() {
    return members;
  }

  @Override
  public Hints hints() {
    return wakeups;
  }

  @Override
  public StoreTraits traits() {
    return traits;
  }

  @Override
  public Instant now() {
    return database.estimatedNow();
  }

  @Override
  public void close() {
    Notifications told = notifications;
    if (told != null) {
      told.close();
    }
    Reserve held = reserve;
    if (held != null) {
      held.close();
    }
  }
}
