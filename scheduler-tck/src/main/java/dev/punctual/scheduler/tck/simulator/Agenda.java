package dev.punctual.scheduler.tck.simulator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Steps that are still to come, the next one first: a heap whose times lie side by side. */
final class Agenda {

  private long[] times = new long[64];
  private @Nullable Step[] steps = new Step[64];
  private int size;

  /** When the next step is due; the end of time when there is none. */
  long nextAt() {
    return size == 0 ? Long.MAX_VALUE : times[0];
  }

  void add(Step step) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      steps = Arrays.copyOf(steps, 2 * size);
    }
    int at = size++;
    long time = step.at;
    while (at > 0) {
      int parent = (at - 1) >> 1;
      if (!precedes(time, step, parent)) {
        break;
      }
      times[at] = times[parent];
      steps[at] = steps[parent];
      at = parent;
    }
    times[at] = time;
    steps[at] = step;
  }

  /** Takes out the next step; there must be one. */
  Step poll() {
    Step first = step(0);
    Step last = step(--size);
    long time = times[size];
    steps[size] = null;
    if (size > 0) {
      sink(last, time);
    }
    return first;
  }

  private void sink(Step step, long time) {
    int at = 0;
    for (int child = 1; child < size; child = 2 * at + 1) {
      int least = child;
      if (child + 1 < size && precedes(times[child + 1], step(child + 1), child)) {
        least = child + 1;
      }
      if (precedes(time, step, least)) {
        break;
      }
      times[at] = times[least];
      steps[at] = steps[least];
      at = least;
    }
    times[at] = time;
    steps[at] = step;
  }

  private boolean precedes(long time, Step step, int other) {
    return time != times[other] ? time < times[other] : step.precedes(step(other));
  }

  private Step step(int at) {
    Step step = steps[at];
    if (step == null) {
      throw new IllegalStateException("no step at " + at + " of " + size);
    }
    return step;
  }
}
