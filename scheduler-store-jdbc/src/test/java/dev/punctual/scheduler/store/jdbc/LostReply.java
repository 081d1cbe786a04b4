package dev.punctual.scheduler.store.jdbc;

import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.StoreException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that does what it is asked; what it answers to the first put does not arrive. */
final class LostReply implements InvocationHandler {

  private final Object real;
  private final AtomicInteger puts;

  private LostReply(Object real, AtomicInteger puts) {
    this.real = real;
    this.puts = puts;
  }

  /**
   * The store as its caller sees it.
   *
   * @param puts counts the calls
   */
  static JobStore of(JobStore real, AtomicInteger puts) {
    return proxy(JobStore.class, new LostReply(real, puts));
  }

  private static <T> T proxy(Class<T> type, LostReply handler) {
    return type.cast(
        Proxy.newProxyInstance(LostReply.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Override
  public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
    try {
      Object answer = method.invoke(real, arguments);
      if (method.getName().equals("put") && puts.incrementAndGet() == 1) {
        throw new StoreException("the reply was lost");
      }
      return answer instanceof JobRegistry jobs
          ? proxy(JobRegistry.class, new LostReply(jobs, puts))
          : answer;
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }
}
