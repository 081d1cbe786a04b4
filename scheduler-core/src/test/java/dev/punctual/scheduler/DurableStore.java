package dev.punctual.scheduler;

import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.StoreTraits;
import java.lang.reflect.Proxy;
import java.time.Duration;

/** A memory store that says it outlives the process and is shared. */
final class DurableStore {

  private static final StoreTraits TRAITS =
      new StoreTraits(
          true, true, Duration.ofSeconds(5), Duration.ofMillis(5), Duration.ofMillis(500));

  private DurableStore() {}

  static JobStore over(JobStore real) {
    return (JobStore)
        Proxy.newProxyInstance(
            DurableStore.class.getClassLoader(),
            new Class<?>[] {JobStore.class},
            (proxy, method, arguments) ->
                method.getName().equals("traits") ? TRAITS : method.invoke(real, arguments));
  }
}
