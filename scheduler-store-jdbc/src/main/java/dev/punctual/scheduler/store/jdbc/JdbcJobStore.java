package dev.punctual.scheduler.store.jdbc;

import dev.punctual.scheduler.TaskHandler;
import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.store.StoreTraits;
import dev.punctual.scheduler.store.jdbc.internal.TableStore;
import dev.punctual.scheduler.store.jdbc.internal.UrlSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Jobs in PostgreSQL, MariaDB, MySQL or H2. They survive restarts, and several processes may share
 * the tables: then each fire runs on one of them.
 *
 * <p>Connections come from the application's own {@link DataSource}, best a pool, and go back after
 * each call, but for one that renews leases and, on PostgreSQL, one that listens. The store never
 * closes the source.
 *
 * <p>Jobs can be added together with the application's own writes, all or nothing: in a transaction
 * that the store {@linkplain #begin() begins} or {@linkplain #join joins}. A task whose effects are
 * in the same database can have them exactly {@linkplain #once once}.
 */
public final class JdbcJobStore implements JobStore {

  private final TableStore store;
  private final DataSource source;

  private JdbcJobStore(TableStore store, DataSource source) {
    this.store = store;
    this.source = source;
  }

  /**
   * Opens a store whose tables are there already; see {@link SchemaMode#VALIDATE}.
   *
   * @throws IllegalStateException if the tables are missing or of another version
   * @throws StoreException if the database cannot be reached
   */
  public static JdbcJobStore open(DataSource source) {
    return builder(source).open();
  }

  /** Begins to describe a store. */
  public static Builder builder(DataSource source) {
    return new Builder(source);
  }

  @Override
  public JobRegistry jobs() {
    return store.jobs();
  }

  @Override
  public FireQueue queue() {
    return store.queue();
  }

  @Override
  public LeaseBook leases() {
    return store.leases();
  }

  @Override
  public History history() {
    return store.history();
  }

  @Override
  public Membership members() {
    return store.members();
  }

  @Override
  public Hints hints() {
    return store.hints();
  }

  @Override
  public StoreTraits traits() {
    return store.traits();
  }

  @Override
  public Instant now() {
    return store.now();
  }

  /**
   * Begins a transaction on a connection of the store's source, READ COMMITTED. This is the way to
   * write and to add jobs together, all or nothing:
   *
   * {@snippet :
   * try (JdbcTransaction transaction = store.begin()) {
   *   orders.insert(transaction.connection(), order);
   *   scheduler.addJob(send, mail, DateTrigger.at(noon));
   *   transaction.commit();
   * }
   * }
   *
   * @throws IllegalStateException if this thread is in a transaction of this store already
   * @throws StoreException if the database cannot be reached
   */
  public JdbcTransaction begin() {
    return store.transactions().begin();
  }

  /**
   * Takes part in a transaction that the application has begun on a connection of its own and will
   * commit or roll back itself, after what this returns was closed:
   *
   * {@snippet :
   * try (JoinedTransaction joined = store.join(connection)) {
   *   scheduler.addJob(send, mail, DateTrigger.at(noon));
   * }
   * connection.commit();
   * }
   *
   * <p>PostgreSQL tells the nodes of due work as part of the commit. Other databases do not; there
   * the nodes find it within the polling time, or at once after {@link #wake}.
   *
   * @param connection to the store's database, with auto-commit off; READ COMMITTED unless it is
   *     PostgreSQL. It is neither committed nor closed here.
   * @throws IllegalArgumentException if auto-commit is on or the isolation is another one
   * @throws IllegalStateException if this thread is in a transaction of this store already
   */
  public JoinedTransaction join(Connection connection) {
    return store.transactions().join(Objects.requireNonNull(connection, "connection"));
  }

  /** Has the nodes look for due work now; see {@link #join}. */
  public void wake() {
    store.wake();
  }

  /**
   * Code whose writes to the store's database happen exactly once. It runs inside a transaction;
   * when it returns, the lease is checked, the run is ended as succeeded, and all of that is
   * committed together with its writes. If the lease was lost meanwhile, or the code throws, its
   * writes are undone. Jobs that it adds to this store are part of it. What it does elsewhere, a
   * mail or a call, can still be repeated.
   *
   * {@snippet :
   * Task<Order> ship =
   *     Task.named("ship", Order.class, store.once((order, connection, context) -> {
   *       stock.take(connection, order.items());
   *     }));
   * }
   *
   * <p>Its connection comes from the store's source and is held while it runs. The task is only for
   * jobs in this store; elsewhere its runs fail.
   */
  public <P> TaskHandler<P> once(TransactionalHandler<? super P> handler) {
    return store.transactions().once(Objects.requireNonNull(handler, "handler"));
  }

  @Override
  public boolean isInTransaction() {
    return store.isInTransaction();
  }

  @Override
  public void close() {
    store.close();
    if (source instanceof UrlSource ours) {
      ours.close();
    }
  }

  /** Describes a store. Not for use by several threads. */
  public static final class Builder {

    private static final Duration LEAST_POLL = Duration.ofMillis(50);
    private static final Duration LONGEST_POLL = Duration.ofMinutes(5);
    private static final Duration LONGEST_LOOK_AHEAD = Duration.ofSeconds(2);

    private final DataSource source;
    private @Nullable SqlDialect dialect;
    private @Nullable String schema;
    private String prefix = "punctual_";
    private SchemaMode mode = SchemaMode.VALIDATE;
    private @Nullable InstantSource clock;
    private boolean notifies = true;
    private boolean reserves = true;
    private Duration poll = Duration.ofSeconds(5);
    private @Nullable Duration lookAhead;

    private Builder(DataSource source) {
      this.source = Objects.requireNonNull(source, "source");
    }

    /** The dialect to speak; found from the connection if this is not called. */
    public Builder dialect(SqlDialect chosen) {
      dialect = Objects.requireNonNull(chosen, "chosen");
      return this;
    }

    /**
     * The database schema of the tables; the one where the connection looks if this is not called.
     *
     * @param name 1 to 48 letters, digits and underscores, the first no digit
     * @throws IllegalArgumentException if it is anything else
     */
    public Builder schema(String name) {
      schema = TableStore.requireName("schema", name);
      return this;
    }

    /**
     * What the names of the tables begin with; {@code punctual_} if this is not called.
     *
     * @param start up to 48 letters, digits and underscores, the first no digit; may be empty
     * @throws IllegalArgumentException if it is anything else
     */
    public Builder tablePrefix(String start) {
      prefix = start.isEmpty() ? start : TableStore.requireName("table prefix", start);
      return this;
    }

    /** What is done about the tables; {@link SchemaMode#VALIDATE} if this is not called. */
    public Builder schemaMode(SchemaMode chosen) {
      mode = Objects.requireNonNull(chosen, "chosen");
      return this;
    }

    /**
     * Whether nodes tell each other of new work where the database can (PostgreSQL); they do if
     * this is not called. It takes one connection for good, and does not work through a pooler that
     * shares connections between transactions; nodes then find new work by polling.
     */
    public Builder notifications(boolean on) {
      notifies = on;
      return this;
    }

    /**
     * Whether one connection is held for good to renew the leases of running jobs; it is if this is
     * not called. Without it, jobs that use up the application's pool can make the store lose their
     * leases, and then be run twice.
     */
    public Builder reservedConnection(boolean on) {
      reserves = on;
      return this;
    }

    /** How often a node looks for work that nobody told it of; 50 ms to 5 min, usually 5 s. */
    public Builder poll(Duration period) {
      poll = requireTime("poll", period, LEAST_POLL, LONGEST_POLL);
      return this;
    }

    /**
     * How early due work is claimed, to be started at its instant; zero to 2 s. Usually 1 s, and
     * zero on H2, which is in the same process. What a node that dies has claimed waits for its
     * lease to run out.
     */
    public Builder lookAhead(Duration duration) {
      lookAhead = requireTime("lookAhead", duration, Duration.ZERO, LONGEST_LOOK_AHEAD);
      return this;
    }

    /** What tells the time instead of the database; for tests. All nodes must have the same. */
    public Builder clock(InstantSource instead) {
      clock = Objects.requireNonNull(instead, "instead");
      return this;
    }

    /**
     * Opens the store.
     *
     * @throws IllegalArgumentException if a name is not valid, or the database is not supported
     * @throws IllegalStateException if the tables are missing or of another version
     * @throws StoreException if the database cannot be reached
     */
    public JdbcJobStore open() {
      try {
        SqlDialect chosen = dialect == null ? detected() : dialect;
        boolean pooled = !(source instanceof UrlSource);
        return new JdbcJobStore(
            new TableStore(
                source,
                new TableStore.Options(
                    chosen,
                    schema,
                    prefix,
                    mode,
                    traits(chosen),
                    clock,
                    notifies,
                    reserves && pooled)),
            source);
      } catch (RuntimeException | Error refused) {
        if (source instanceof UrlSource ours) {
          ours.close();
        }
        throw refused;
      }
    }

    private StoreTraits traits(SqlDialect chosen) {
      Duration usual = SqlDialect.H2.equals(chosen) ? Duration.ZERO : Duration.ofSeconds(1);
      return new StoreTraits(
          true, true, poll, Duration.ofMillis(5), lookAhead == null ? usual : lookAhead);
    }

    private static Duration requireTime(String what, Duration is, Duration least, Duration most) {
      if (is.compareTo(least) < 0 || is.compareTo(most) > 0) {
        throw new IllegalArgumentException(what + " is " + is + "; use " + least + " to " + most);
      }
      return is;
    }

    private SqlDialect detected() {
      try (Connection connection = source.getConnection()) {
        return SqlDialect.of(connection);
      } catch (SQLException e) {
        throw new StoreException("the database cannot be reached: " + e.getMessage(), e);
      }
    }
  }
}
