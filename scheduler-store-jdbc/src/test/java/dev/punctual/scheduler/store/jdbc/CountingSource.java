package dev.punctual.scheduler.store.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A source that counts the statements which are executed on its connections. */
final class CountingSource implements DataSource {

  private final DataSource real;
  private final AtomicInteger statements = new AtomicInteger();

  CountingSource(DataSource real) {
    this.real = real;
  }

  /** How many there were. */
  int statements() {
    return statements.get();
  }

  @Override
  public Connection getConnection() throws SQLException {
    return counted(Connection.class, real.getConnection());
  }

  private <T> T counted(Class<T> type, T target) {
    Object proxy =
        Proxy.newProxyInstance(
            CountingSource.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (target instanceof Statement && method.getName().startsWith("execute")) {
                statements.incrementAndGet();
              }
              try {
                Object answer = method.invoke(target, arguments);
                return answer instanceof CallableStatement
                    ? answer
                    : answer instanceof PreparedStatement prepared
                        ? counted(PreparedStatement.class, prepared)
                        : answer;
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
    return type.cast(proxy);
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    return counted(Connection.class, real.getConnection(username, password));
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return real.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    real.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    real.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return real.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return real.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return real.isWrapperFor(type);
  }
}
