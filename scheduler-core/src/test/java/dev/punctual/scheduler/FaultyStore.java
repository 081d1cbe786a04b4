package dev.punctual.scheduler;

import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.store.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that fails every n-th call of its roles, before or after the call took effect. */
final class FaultyStore {

  /** At which side of the effect a call fails. */
  enum When {
    BEFORE,
    AFTER
  }

  private static final Set<Class<?>> ROLES =
      Set.of(
          JobRegistry.class,
          FireQueue.class,
          LeaseBook.class,
          History.class,
          Membership.class,
          Hints.class);

  private final JobStore real;
  private final int period;
  private final When when;
  private final AtomicInteger calls = new AtomicInteger();
  private volatile boolean failing;
  private String interrupted = "";
  private Runnable meanwhile = () -> {};

  FaultyStore(JobStore real, int period, When when) {
    this.real = real;
    this.period = period;
    this.when = when;
  }

  /** A store at whose first call of {@code method} something happens before the reply arrives. */
  static JobStore interrupting(JobStore real, String method, Runnable meanwhile) {
    FaultyStore store = new FaultyStore(real, 1, When.AFTER);
    store.interrupt(method, meanwhile);
    return store.store();
  }

  /** Something happens at the next call of {@code method}, at the side where calls fail. */
  void interrupt(String method, Runnable happens) {
    interrupted = method;
    meanwhile = happens;
  }

  void begin() {
    failing = true;
  }

  void end() {
    failing = false;
  }

  JobStore store() {
    return proxy(JobStore.class, real);
  }

  private <T> T proxy(Class<T> type, Object target) {
    return type.cast(
        Proxy.newProxyInstance(
            FaultyStore.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call(type, target, method, arguments)));
  }

  private Object call(Class<?> type, Object target, Method method, Object[] arguments)
      throws Throwable {
    boolean fails = failing && ROLES.contains(type) && calls.incrementAndGet() % period == 0;
    if (when == When.BEFORE) {
      interruptAt(method);
    }
    if (fails && when == When.BEFORE) {
      throw new StoreException("no connection for " + method.getName());
    }
    Object answer;
    try {
      answer = method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (when == When.AFTER) {
      interruptAt(method);
    }
    if (fails) {
      throw new StoreException("no reply to " + method.getName());
    }
    return ROLES.contains(method.getReturnType()) ? proxy(method.getReturnType(), answer) : answer;
  }

  private void interruptAt(Method method) {
    if (method.getName().equals(interrupted)) {
      interrupted = "";
      meanwhile.run();
    }
  }
}
