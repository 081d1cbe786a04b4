package dev.punctual.scheduler.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import javax.sql.DataSource;

/** Sources of connections on which somebody looks at each statement before it is executed. */
final class WatchedSource {

  private static final Set<Class<?>> WATCHED =
      Set.of(Connection.class, Statement.class, PreparedStatement.class, CallableStatement.class);

  private WatchedSource() {}

  /** Called before each statement, which fails by what this throws. */
  interface Watch {
    void beforeStatement() throws SQLException;
  }

  /** The source as a store is given it. */
  static DataSource of(DataSource real, Watch watch) {
    return watched(DataSource.class, real, watch);
  }

  private static <T> T watched(Class<T> type, Object target, Watch watch) {
    Object proxy =
        Proxy.newProxyInstance(
            WatchedSource.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (target instanceof Statement && method.getName().startsWith("execute")) {
                watch.beforeStatement();
              }
              try {
                Object answer = method.invoke(target, arguments);
                Class<?> part = method.getReturnType();
                return WATCHED.contains(part) ? watched(part, answer, watch) : answer;
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
    return type.cast(proxy);
  }
}
