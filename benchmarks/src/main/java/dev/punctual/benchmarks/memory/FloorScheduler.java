package dev.punctual.benchmarks.memory;

import dev.punctual.benchmarks.Clocks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * The bare work, written by hand: a heap by due time, a map by id so that a job can be removed, one
 * thread that waits and hands batches to a pool. No trigger, state, limit, error handling or
 * record.
 */
final class FloorScheduler implements Contender {

  private static final int BATCH = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition earlier = lock.newCondition();
  private final PriorityQueue<Item> heap = new PriorityQueue<>(); // guarded by lock
  private final Map<Long, Item> byId = new HashMap<>(); // guarded by lock
  private final ExecutorService pool;
  private final Thread timer = new Thread(this::serve, "floor");
  private long ids; // guarded by lock

  FloorScheduler(int threads) {
    pool = Executors.newFixedThreadPool(threads);
    timer.setDaemon(true);
    timer.start();
  }

  @Override
  public void addOnce(long due, Runnable job) {
    add(due, ignored -> job.run(), 0);
  }

  @Override
  public void addEverySecond(long first, LongConsumer job) {
    add(first, job, 1_000);
  }

  private void add(long due, LongConsumer job, int period) {
    lock.lock();
    try {
      Item item = new Item(++ids, due, job, period);
      byId.put(item.id, item);
      heap.add(item);
      if (heap.peek() == item) {
        earlier.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void serve() {
    try {
      while (true) {
        List<Item> due = awaitDue();
        List<Fire> fires = new ArrayList<>(due.size());
        due.forEach(item -> fires.add(new Fire(item.due, item.job)));
        restore(due);
        pool.execute(() -> fires.forEach(fire -> fire.job.accept(fire.due)));
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Item> awaitDue() throws InterruptedException {
    List<Item> due = new ArrayList<>(BATCH);
    lock.lock();
    try {
      while (due.isEmpty()) {
        for (Item head = heap.peek();
            head != null && due.size() < BATCH && Clocks.nanosUntil(head.due) <= 0;
            head = heap.peek()) {
          due.add(heap.poll());
        }
        if (due.isEmpty()) {
          Item head = heap.peek();
          long nanos = head == null ? TimeUnit.HOURS.toNanos(1) : Clocks.nanosUntil(head.due);
          earlier.awaitNanos(nanos);
        }
      }
    } finally {
      lock.unlock();
    }
    return due;
  }

  private void restore(List<Item> fired) {
    lock.lock();
    try {
      for (Item item : fired) {
        if (item.period == 0) {
          byId.remove(item.id);
        } else {
          item.due += item.period;
          heap.add(item);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    timer.interrupt();
    pool.shutdownNow();
  }

  private record Fire(long due, LongConsumer job) {}

  private static final class Item implements Comparable<Item> {
    final long id;
    final LongConsumer job;
    final int period;
    long due;

    Item(long id, long due, LongConsumer job, int period) {
      this.id = id;
      this.due = due;
      this.job = job;
      this.period = period;
    }

    @Override
    public int compareTo(Item other) {
      return Long.compare(due, other.due);
    }
  }
}
