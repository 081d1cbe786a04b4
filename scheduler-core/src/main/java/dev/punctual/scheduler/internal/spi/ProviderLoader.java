package dev.punctual.scheduler.internal.spi;

import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Looks for the providers of a kind. */
@FunctionalInterface
public interface ProviderLoader {

  /** Looks in the modules and on the class path with {@link ServiceLoader}. */
  ProviderLoader SERVICES = ServiceLoader::load;

  /**
   * The providers that {@code classes} sees, instantiated one by one while iterated over. An error
   * thrown for one does not end the iteration.
   */
  <P> Iterable<P> load(Class<P> kind, @Nullable ClassLoader classes);
}
