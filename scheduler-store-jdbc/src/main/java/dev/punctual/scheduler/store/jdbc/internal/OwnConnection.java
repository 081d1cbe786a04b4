package dev.punctual.scheduler.store.jdbc.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection as user code sees it inside a transaction that is the store's to end: it can be
 * written with, and its savepoints used; ending it is refused, closing it does nothing.
 */
final class OwnConnection implements InvocationHandler {

  private final Connection real;

  private OwnConnection(Connection real) {
    this.real = real;
  }

  static Connection of(Connection real) {
    return (Connection)
        Proxy.newProxyInstance(
            OwnConnection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new OwnConnection(real));
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a proxy equals itself
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    boolean plain = arguments == null || arguments.length == 0;
    switch (method.getName()) {
      case "commit", "setAutoCommit", "setTransactionIsolation" -> throw refused(method);
      case "rollback" -> {
        if (plain) {
          throw refused(method);
        }
      }
      case "close", "abort" -> {
        return null;
      }
      case "equals" -> {
        return arguments != null && proxy == arguments[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      default -> {}
    }
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause() == null ? failure : failure.getCause();
    }
  }

  private static SQLException refused(Method method) {
    return new SQLException(
        method.getName()
            + " is not for this connection: the job store ends its transaction; leave the"
            + " transaction instead, or throw to undo it");
  }
}
