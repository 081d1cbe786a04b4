package dev.punctual.scheduler.internal.time;

import dev.punctual.scheduler.internal.time.TimeSource.Loop;
import dev.punctual.scheduler.internal.time.TimeSource.LoopBody;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Time whose loops a test starts. */
public final class TappedTime {

  private TappedTime() {}

  /** Starts a loop. */
  public interface Start {
    Loop start(String name, LoopBody body);
  }

  /** The time of {@code real}, but for how loops are started. */
  public static TimeSource over(TimeSource real, Start starts) {
    return (TimeSource)
        Proxy.newProxyInstance(
            TimeSource.class.getClassLoader(),
            new Class<?>[] {TimeSource.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("startLoop")) {
                return starts.start((String) arguments[0], (LoopBody) arguments[1]);
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
