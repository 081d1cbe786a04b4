package dev.punctual.scheduler.internal.spi;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/** Finds the providers that a test lists; a text stands for one that cannot be instantiated. */
final class ListedProviders implements ProviderLoader {

  private final List<Object> listed;

  ListedProviders(Object... listed) {
    this.listed = Arrays.asList(listed);
  }

  @Override
  public <P> Iterable<P> load(Class<P> kind, @Nullable ClassLoader classes) {
    List<Object> found =
        listed.stream().filter(each -> each instanceof String || kind.isInstance(each)).toList();
    return () -> new Found<>(kind, found.iterator());
  }

  private record Found<P>(Class<P> kind, Iterator<Object> listed) implements Iterator<P> {

    @Override
    public boolean hasNext() {
      return listed.hasNext();
    }

    @Override
    public P next() {
      Object next = listed.next();
      if (next instanceof String broken) {
        throw new ServiceConfigurationError(
            kind.getName() + ": Provider " + broken + " could not be instantiated",
            new NoClassDefFoundError("some/driver/Client"));
      }
      return kind.cast(next);
    }
  }
}
