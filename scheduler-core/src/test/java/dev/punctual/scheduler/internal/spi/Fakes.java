package dev.punctual.scheduler.internal.spi;

import dev.punctual.scheduler.config.ConfigReader;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.executor.JobExecutorProvider;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.JobStoreProvider;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** Providers that note what they are told. */
final class Fakes {

  private Fakes() {}

  /**
   * Type {@code redis}: {@code host}, {@code port}, never {@code password}. Notes what it opens and
   * what is closed.
   */
  static final class Redis implements JobStoreProvider {

    final List<String> opened = new ArrayList<>();
    final List<String> closed = new ArrayList<>();

    @Override
    public String name() {
      return "redis";
    }

    @Override
    public JobStore open(ConfigReader config) {
      String address =
          config.text("host", "127.0.0.1") + ':' + config.number("port", 6379, 1, 65_535);
      String password = config.text("password", "");
      config.end();
      if (!password.isEmpty()) {
        throw new IllegalArgumentException("no user for password " + password);
      }
      if (address.startsWith("unreachable")) {
        throw new IllegalStateException("cannot reach " + address);
      }
      opened.add(address);
      return store(address);
    }

    private JobStore store(String address) {
      return (JobStore)
          Proxy.newProxyInstance(
              JobStore.class.getClassLoader(),
              new Class<?>[] {JobStore.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("close")) {
                  closed.add(address);
                }
                return null;
              });
    }
  }

  /** Type {@code processpool}: {@code max-workers}, never 13. */
  static final class ProcessPool implements JobExecutorProvider {

    final List<Integer> made = new ArrayList<>();
    private final List<JobExecutor> executors = new ArrayList<>();

    @Override
    public String name() {
      return "processpool";
    }

    @Override
    public JobExecutor create(ConfigReader config) {
      int workers = config.number("max-workers", 10, 1, 100);
      config.end();
      if (workers == 13) {
        throw new IllegalArgumentException("13 workers bring bad luck");
      }
      made.add(workers);
      executors.add(ThreadPoolExecutor.ofSize(workers));
      return last();
    }

    JobExecutor last() {
      return executors.get(executors.size() - 1);
    }
  }
}
