package dev.punctual.scheduler.store.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A source whose statements fail by deadlock now and then, by a seed. */
final class FaultySource implements DataSource {

  private final DataSource real;
  private final Random chance;
  private final AtomicInteger failures = new AtomicInteger();
  private volatile int percent;

  FaultySource(DataSource real, long seed) {
    this.real = real;
    this.chance = new Random(seed);
  }

  /** How many of a hundred statements fail from now on. */
  void failing(int ofHundred) {
    percent = ofHundred;
  }

  /** How many have failed. */
  int failures() {
    return failures.get();
  }

  @Override
  public Connection getConnection() throws SQLException {
    return wrapped(Connection.class, real.getConnection());
  }

  private <T> T wrapped(Class<T> type, T target) {
    Object proxy =
        Proxy.newProxyInstance(
            FaultySource.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              boolean executes =
                  target instanceof Statement && method.getName().startsWith("execute");
              if (executes && chance.nextInt(100) < percent) {
                failures.incrementAndGet();
                throw new SQLException("deadlock detected (injected)", "40P01");
              }
              try {
                Object answer = method.invoke(target, arguments);
                return answer instanceof CallableStatement
                    ? answer
                    : answer instanceof PreparedStatement prepared
                        ? wrapped(PreparedStatement.class, prepared)
                        : answer instanceof Statement statement
                                && method.getName().equals("createStatement")
                            ? wrapped(Statement.class, statement)
                            : answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return type.cast(proxy);
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return real.getConnection(user, password);
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
