package dev.punctual.scheduler;

import dev.punctual.scheduler.config.ConfigReader;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.JobStoreProvider;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Type {@code watched}, found only while a test asks for it: notes what is opened and closed. Given
 * a {@code url}, its queue fails and tells that.
 */
public final class WatchedStores implements JobStoreProvider {

  private static final ThreadLocal<List<String>> NOTES = ThreadLocal.withInitial(ArrayList::new);

  /** Has the provider be found meanwhile; hands over what it notes. */
  static void whileFound(Path folder, Consumer<List<String>> test) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = loader(folder, before)) {
      thread.setContextClassLoader(loader);
      NOTES.get().clear();
      test.accept(NOTES.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static URLClassLoader loader(Path folder, ClassLoader parent) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(JobStoreProvider.class.getName()), WatchedStores.class.getName());
    return new URLClassLoader(new URL[] {folder.toUri().toURL()}, parent);
  }

  @Override
  public String name() {
    return "watched";
  }

  @Override
  public JobStore open(ConfigReader config) {
    String url = config.text("url", "");
    config.end();
    NOTES.get().add("opened");
    JobStore real = MemoryJobStore.create(config.clock());
    return (JobStore)
        Proxy.newProxyInstance(
            WatchedStores.class.getClassLoader(),
            new Class<?>[] {JobStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                NOTES.get().add("closed");
              }
              if (method.getName().equals("queue") && !url.isEmpty()) {
                throw new StoreException("cannot reach " + url);
              }
              return method.invoke(real, arguments);
            });
  }
}
