package dev.punctual.scheduler.internal.executor;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A lock-free stack of the numbers 0 to n − 1, each in it at most once. Last in, first out, so that
 * the thread that ran last is woken first. Allocates nothing after its construction.
 */
final class IdleStack {

  static final int NONE = -1;

  /** Upper half: grows with each change. Lower half: the top number plus one; 0 when empty. */
  private final AtomicLong top = new AtomicLong();

  private final int[] below;

  IdleStack(int n) {
    this.below = new int[n];
  }

  void push(int number) {
    long seen;
    do {
      seen = top.get();
      below[number] = number(seen);
    } while (!top.compareAndSet(seen, next(seen, number)));
  }

  /** Takes the top number, or answers {@link #NONE}. */
  int pop() {
    while (true) {
      long seen = top.get();
      int number = number(seen);
      if (number == NONE) {
        return NONE;
      }
      if (top.compareAndSet(seen, next(seen, below[number]))) {
        return number;
      }
    }
  }

  boolean isEmpty() {
    return number(top.get()) == NONE;
  }

  private static int number(long state) {
    return (int) state - 1;
  }

  private static long next(long state, int number) {
    return ((state >>> 32) + 1) << 32 | (number + 1);
  }
}
