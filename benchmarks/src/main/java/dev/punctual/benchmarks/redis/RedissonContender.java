package dev.punctual.benchmarks.redis;

import dev.punctual.benchmarks.Clocks;
import dev.punctual.benchmarks.Contender;
import dev.punctual.benchmarks.Work;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RScheduledExecutorService;
import org.redisson.api.RScheduledFuture;
import org.redisson.api.RedissonClient;
import org.redisson.api.WorkerOptions;
import org.redisson.config.Config;
import org.redisson.executor.RedissonScheduledFuture;

/** Redisson with as many workers as there are threads, and a thread for each. */
final class RedissonContender implements Contender {

  private static final String NAME = "bench";

  /** Where it keeps jobs until they have ended. */
  static final List<String> LEFT =
      List.of("{" + NAME + ":org.redisson.api.RExecutorService}:tasks");

  private final RedissonClient client;
  private final RScheduledExecutorService executor;
  private final Setup setup;

  RedissonContender(Setup setup, Work work) {
    this.setup = setup;
    RedissonTask.Here.set(work);
    Config config = new Config().setThreads(setup.threads());
    config.useSingleServer().setAddress(setup.url());
    this.client = Redisson.create(config);
    this.executor = client.getExecutorService(NAME);
  }

  @Override
  public void start() {
    if (!setup.client()) {
      executor.registerWorkers(
          WorkerOptions.defaults()
              .workers(setup.threads())
              .executorService(Executors.newFixedThreadPool(setup.threads())));
    }
  }

  /** Redisson counts from now; what is due already is due at once. */
  private static long millisUntil(long due) {
    return TimeUnit.NANOSECONDS.toMillis(Math.max(0, Clocks.nanosUntil(due)));
  }

  @Override
  public void add(long due) {
    executor.schedule(new RedissonTask(due), millisUntil(due), TimeUnit.MILLISECONDS);
  }

  /** Asks for all before it waits for the first answer. */
  @Override
  public void addAll(List<Long> due) {
    due.stream()
        .map(
            each ->
                executor.scheduleAsync(
                    new RedissonTask(each), millisUntil(each), TimeUnit.MILLISECONDS))
        .toList()
        .forEach(RedissonContender::awaitAdded);
  }

  /** The future that the API shows is that of the run. */
  private static void awaitAdded(RScheduledFuture<?> asked) {
    ((RedissonScheduledFuture<?>) asked).getInnerPromise().getAddFuture().join();
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
