package dev.punctual.scheduler;

import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.Membership;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A store whose calls a test can look at and change, by the name of the method. */
final class TappedStore {

  private static final Set<Class<?>> ROLES =
      Set.of(FireQueue.class, JobRegistry.class, LeaseBook.class, Membership.class);

  private final JobStore real;
  private final Map<String, Tap> taps = new ConcurrentHashMap<>();

  TappedStore(JobStore real) {
    this.real = real;
  }

  /** Stands between the engine and one method. */
  @FunctionalInterface
  interface Tap {
    Object call(Object[] arguments, Real real) throws Throwable;
  }

  /** The method itself. */
  @FunctionalInterface
  interface Real {
    Object call(Object... arguments) throws Throwable;
  }

  void on(String method, Tap tap) {
    taps.put(method, tap);
  }

  void clear() {
    taps.clear();
  }

  JobStore store() {
    return proxy(JobStore.class, real);
  }

  private <T> T proxy(Class<T> type, Object target) {
    return type.cast(
        Proxy.newProxyInstance(
            TappedStore.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Real call = given -> invoke(target, method, given);
              Tap tap = taps.get(method.getName());
              Object answer = tap == null ? call.call(arguments) : tap.call(arguments, call);
              Class<?> role = method.getReturnType();
              return ROLES.contains(role) ? proxy(role, answer) : answer;
            }));
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
