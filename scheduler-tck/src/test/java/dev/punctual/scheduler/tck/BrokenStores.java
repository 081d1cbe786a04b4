package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.store.PutResult;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Stores that do one thing wrong, by the name of what they do. */
final class BrokenStores {

  static final Map<String, UnaryOperator<JobStore>> ALL = new TreeMap<>();

  private BrokenStores() {}

  static {
    BrokenRegistries.add();
    BrokenQueues.add();
    BrokenRuns.add();
    BrokenFires.add();
    BrokenDecisions.add();
    BrokenLeases.add();
    BrokenCancels.add();
    BrokenHistories.add();
    BrokenMembers.add();
    ALL.put(
        "gives no hints",
        real ->
            new StoreOver(real) {
              @Override
              public Hints hints() {
                return listener -> () -> {};
              }
            });
    ALL.put("tells of due work in any queue", AnyQueue::new);
    ALL.put("tells no owner whom to stop", NoWordToStop::new);
    ALL.put(
        "gives no word of unwanted leases",
        real ->
            new StoreOver(real) {
              @Override
              public Hints hints() {
                return listener -> real.hints().subscribe(due -> listener.dueAt(due));
              }
            });
  }

  /** A store that looks whether an id is free and adds then; two callers do so at once. */
  static JobStore looksFirst(JobStore real) {
    Map<String, CountDownLatch> looking = new ConcurrentHashMap<>();
    return new StoreOver(real) {
      @Override
      public JobRegistry jobs() {
        return new Registry() {
          @Override
          public List<PutResult> put(List<JobRecord> jobs, ConflictPolicy onConflict) {
            String id = jobs.get(0).id();
            if (super.get(id).isPresent()) {
              return super.put(jobs, onConflict);
            }
            CountDownLatch both = looking.computeIfAbsent(id, key -> new CountDownLatch(2));
            both.countDown();
            awaitUninterruptibly(both);
            return super.put(jobs, ConflictPolicy.REPLACE).stream()
                .map(result -> new PutResult(PutResult.Status.CREATED, result.stored()))
                .toList();
          }
        };
      }
    };
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A page of what all pages show now, from the place to which those before it have come. */
  static <T> Page<T> byOffset(
      BiFunction<@Nullable String, Integer, Page<T>> pages, @Nullable String cursor, int limit) {
    Page<T> first = pages.apply(null, limit);
    List<T> all = Pages.readAll(1_000, c -> pages.apply(c, 1_000));
    int from = cursor == null ? 0 : Math.min(all.size(), Integer.parseInt(cursor));
    int to = Math.min(all.size(), from + limit);
    return new Page<>(
        cursor == null ? first.items() : all.subList(from, to),
        to < all.size() ? String.valueOf(to) : null);
  }

  static void jobs(String name, Function<StoreOver, JobRegistry> fault) {
    add(name, over -> over.jobs = fault.apply(over));
  }

  static void queue(String name, Function<StoreOver, FireQueue> fault) {
    add(name, over -> over.queue = fault.apply(over));
  }

  static void leases(String name, Function<StoreOver, LeaseBook> fault) {
    add(name, over -> over.leases = fault.apply(over));
  }

  static void history(String name, Function<StoreOver, History> fault) {
    add(name, over -> over.history = fault.apply(over));
  }

  static void members(String name, Function<StoreOver, Membership> fault) {
    add(name, over -> over.members = fault.apply(over));
  }

  private static void add(String name, Consumer<StoreOver> fault) {
    ALL.put(
        name,
        real -> {
          StoreOver over = new StoreOver(real);
          fault.accept(over);
          return over;
        });
  }
}
