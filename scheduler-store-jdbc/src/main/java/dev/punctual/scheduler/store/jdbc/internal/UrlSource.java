package dev.punctual.scheduler.store.jdbc.internal;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections by URL, from whatever driver takes it: a new one for each call, no pool. A database
 * inside this process is kept open by one connection of its own until this is closed.
 */
public final class UrlSource implements DataSource, AutoCloseable {

  private static final Pattern SECRET =
      Pattern.compile("(?i)((?:password|passwd|pwd|secret|token)[\\w.-]*\\s*=)[^&;,\\s]+");
  private static final Pattern LOGIN = Pattern.compile("//[^/@\\s]*@");

  private final String url;
  private final Properties login = new Properties();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Connection anchor; // guarded by lock
  private boolean closed; // guarded by lock

  /**
   * A source that has opened nothing yet.
   *
   * @param user null if the url says it, or nobody logs in
   * @param password null if there is none
   */
  public UrlSource(String url, @Nullable String user, @Nullable String password) {
    this.url = url;
    if (user != null) {
      login.setProperty("user", user);
    }
    if (password != null) {
      login.setProperty("password", password);
    }
  }

  /** Whether a driver on the class path or module path takes {@code url}. */
  public static boolean isTaken(String url) {
    try {
      return DriverManager.getDriver(url) != null;
    } catch (SQLException noDriver) {
      return false;
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (url.startsWith("jdbc:h2:")) {
      keepOpen();
    }
    return connect();
  }

  private void keepOpen() throws SQLException {
    lock.lock();
    try {
      if (anchor == null && !closed) {
        anchor = connect();
      }
    } finally {
      lock.unlock();
    }
  }

  private Connection connect() throws SQLException {
    try {
      return DriverManager.getConnection(url, login);
    } catch (SQLException failure) {
      String text = String.valueOf(failure.getMessage());
      String shown = withoutSecrets(text);
      throw shown.equals(text)
          ? failure
          : new SQLException(shown, failure.getSQLState(), failure.getErrorCode());
    }
  }

  private String withoutSecrets(String text) {
    String password = login.getProperty("password", "");
    String left = password.isEmpty() ? text : text.replace(password, "…");
    return LOGIN.matcher(SECRET.matcher(left).replaceAll("$1…")).replaceAll("//…@");
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  /** Lets go of what keeps the database open; connections that were given out are not closed. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (anchor != null) {
        anchor.close();
        anchor = null;
      }
    } catch (SQLException alreadyGone) {
      anchor = null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException("there is no log");
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException("say it in the url");
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("there is no log");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (!isWrapperFor(type)) {
      throw new SQLException("this is no " + type.getName());
    }
    return type.cast(this);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }

  @Override
  public String toString() {
    return "UrlSource[" + withoutSecrets(url) + "]";
  }
}
