package dev.punctual.scheduler.internal.executor;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs that were abandoned and go on, as many as an executor can do without. */
final class Stubborn {

  private final int limit;
  private final Set<Runnable> runs = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();

  Stubborn(int limit) {
    this.limit = limit;
  }

  /** Counts a run in; false if there are too many. */
  boolean tryAdd(Runnable run) {
    if (count.getAndIncrement() >= limit) {
      count.decrementAndGet();
      return false;
    }
    runs.add(run);
    return true;
  }

  /** Counts a run that has returned out; false if it was not one of these. */
  boolean remove(Runnable run) {
    if (count.get() == 0 || !runs.remove(run)) {
      return false;
    }
    count.decrementAndGet();
    return true;
  }
}
