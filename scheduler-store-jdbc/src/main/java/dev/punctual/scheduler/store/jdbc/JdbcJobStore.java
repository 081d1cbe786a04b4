package dev.punctual.scheduler.store.jdbc;

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
 * each call; the store opens none of its own and never closes the source.
 */
public final class JdbcJobStore implements JobStore {

  private final TableStore store;

  private JdbcJobStore(TableStore store) {
    this.store = store;
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

  @Override
  public void close() {
    store.close();
  }

  /** Describes a store. Not for use by several threads. */
  public static final class Builder {

    private final DataSource source;
    private @Nullable SqlDialect dialect;
    private @Nullable String schema;
    private String prefix = "punctual_";
    private SchemaMode mode = SchemaMode.VALIDATE;
    private @Nullable InstantSource clock;
    private boolean notifies = true;
    private Duration poll = Duration.ofSeconds(5);
    private Duration lookAhead = Duration.ofSeconds(1);

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
     * @param name letters, digits and underscores, 48 at most
     */
    public Builder schema(String name) {
      schema = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * What the names of the tables begin with; {@code punctual_} if this is not called.
     *
     * @param start letters, digits and underscores, 48 at most; may be empty
     */
    public Builder tablePrefix(String start) {
      prefix = Objects.requireNonNull(start, "start");
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

    /** How often a node looks for work that nobody told it of; 5 s if this is not called. */
    public Builder poll(Duration period) {
      poll = Objects.requireNonNull(period, "period");
      return this;
    }

    /** How early due work is claimed, to be started at its instant; zero to 2 s, usually 1 s. */
    public Builder lookAhead(Duration duration) {
      lookAhead = Objects.requireNonNull(duration, "duration");
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
      StoreTraits traits = new StoreTraits(true, true, poll, Duration.ofMillis(5), lookAhead);
      SqlDialect chosen = dialect == null ? detected() : dialect;
      return new JdbcJobStore(
          new TableStore(
              source,
              new TableStore.Options(chosen, schema, prefix, mode, traits, clock, notifies)));
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
