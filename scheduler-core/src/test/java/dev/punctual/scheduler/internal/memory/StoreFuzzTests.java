package dev.punctual.scheduler.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store under eight nodes that do everything at once. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoreFuzzTests {

  private static final int NODES = 8;
  private static final int STEPS = 4_000;

  private final ManualClock clock = new ManualClock();
  private final JobStore store = MemoryJobStore.create(clock, 10_000_000, Duration.ofDays(10_000));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void store_underEightNodes_keepsItsInvariants(long seed) throws Exception {
    FuzzLedger ledger = new FuzzLedger();
    List<Runnable> actors = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      actors.add(new FuzzActor(store, clock, ledger, seed * 100 + i, "n" + i, STEPS));
    }
    runTogether(actors);

    new FuzzActor(store, clock, ledger, seed, "last", 0).finish();

    ledger.check(
        readAll(cursor -> store.history().ended(HistoryFilter.ALL, cursor, 1_000)),
        readAll(cursor -> store.history().missed(MissedFilter.ALL, cursor, 1_000)));
  }

  @Test
  void pages_readWhileOthersAddAndRemove_showEachStayingJobOnce() throws Exception {
    StoreFixture f = new StoreFixture();
    List<JobRecord> staying = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      staying.add(f.put(f.job("stays-" + i * 7919 % 2_000)));
    }
    AtomicBoolean done = new AtomicBoolean();
    List<Runnable> actors = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String prefix = "stays-" + i;
      actors.add(
          () -> {
            for (int n = 0; !done.get(); n = (n + 1) % 500) {
              f.put(f.job(prefix + "-passes-" + n));
              f.store.jobs().remove(List.of(prefix + "-passes-" + n));
            }
          });
    }
    actors.add(
        () -> {
          try {
            for (int round = 0; round < 30; round++) {
              List<String> seen =
                  readAll(cursor -> f.store.jobs().page(JobFilter.ALL, cursor, 37)).stream()
                      .map(JobRecord::id)
                      .toList();
              assertThat(seen).isSorted().doesNotHaveDuplicates();
              Set<String> ids = new HashSet<>(seen);
              assertThat(staying).allMatch(job -> ids.contains(job.id()));
            }
          } finally {
            done.set(true);
          }
        });

    runTogether(actors);
  }

  private static void runTogether(List<Runnable> actors) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(actors.size());
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (Runnable actor : actors) {
        ends.add(threads.submit(actor));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static <T> List<T> readAll(Function<String, Page<T>> read) {
    List<T> all = new ArrayList<>();
    String cursor = null;
    do {
      Page<T> page = read.apply(cursor);
      all.addAll(page.items());
      cursor = page.cursor();
    } while (cursor != null);
    return all;
  }
}
