package dev.punctual.scheduler.store.jdbc.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;

/**
 * PostgreSQL's notifications through whatever driver the user has: its types are reached by their
 * names, which are constants here, so that no driver is a dependency.
 */
final class Channel {

  private static final int WAIT_MILLIS = 1_000;

  private final DataSource source;
  private final String name;

  Channel(DataSource source, Tables tables) {
    this.source = source;
    this.name =
        (tables.schema().replace('.', '_') + tables.prefix() + "due").toLowerCase(Locale.ROOT);
  }

  /** Sends a text to all who listen, with the transaction of the caller. */
  boolean sendWith(Handle transaction, String text) {
    return send(transaction, "SELECT pg_notify(:channel, :text)", text);
  }

  /**
   * Sends a text to all who listen, in a transaction that does nothing else. That does not wait for
   * the disk, since a text that is lost in a crash has lost its listeners, too.
   */
  boolean send(Handle handle, String text) {
    return send(
        handle,
        "SELECT set_config('synchronous_commit', 'off', true), pg_notify(:channel, :text)",
        text);
  }

  private boolean send(Handle handle, String sql, String text) {
    return handle
        .createQuery(sql)
        .bind("channel", name)
        .bind("text", text)
        .map((row, context) -> true)
        .one();
  }

  /**
   * Listens on a connection of its own until {@code closed} says so or the connection is lost.
   *
   * @param begun is told that from now on everything is heard
   */
  void listen(Runnable begun, Consumer<String> hear, BooleanSupplier closed) throws Exception {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(true);
      try (Statement listen = connection.createStatement()) {
        listen.execute("LISTEN " + name);
      }
      begun.run();
      Driver driver = Driver.of(connection);
      while (!closed.getAsBoolean()) {
        driver.await(WAIT_MILLIS, hear);
      }
      try (Statement unlisten = connection.createStatement()) {
        unlisten.execute("UNLISTEN " + name);
      }
    }
  }

  /** The driver's own view of a connection. */
  private record Driver(Object connection, MethodHandle notifications, MethodHandle parameter) {

    static Driver of(Connection connection)
        throws ReflectiveOperationException, java.sql.SQLException {
      ClassLoader loader = connection.getMetaData().getConnection().getClass().getClassLoader();
      Class<?> type = Class.forName("org.postgresql.PGConnection", true, driverLoader(loader));
      Class<?> notification =
          Class.forName("org.postgresql.PGNotification", true, type.getClassLoader());
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      return new Driver(
          connection.unwrap(type),
          lookup.findVirtual(
              type, "getNotifications", MethodType.methodType(notification.arrayType(), int.class)),
          lookup.findVirtual(notification, "getParameter", MethodType.methodType(String.class)));
    }

    private static ClassLoader driverLoader(ClassLoader loader) {
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      return loader != null ? loader : context;
    }

    void await(int millis, Consumer<String> hear) throws Exception {
      try {
        Object found = notifications.invoke(connection, millis);
        int count = found == null ? 0 : Array.getLength(found);
        for (int i = 0; i < count; i++) {
          hear.accept((String) parameter.invoke(Array.get(found, i)));
        }
      } catch (Exception | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
