package dev.punctual.scheduler.tck.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time for many hosts on one thread. Steps run in the order of their times, those of one
 * instant in an order drawn from the seed. A step may itself let time pass, which runs the steps of
 * the others in its middle: so calls of different hosts interleave.
 */
final class World {

  private static final int DEEPEST = 10;

  final Chance chance;
  final Instant start;
  private final Agenda steps = new Agenda();
  private long now;
  private long order;
  private int depth;
  private long count;
  private @Nullable HostLoop current;

  World(Chance chance, Instant start) {
    this.chance = chance;
    this.start = start;
  }

  /** Elapsed nanoseconds that no host knows. */
  long now() {
    return now;
  }

  /** How many steps were run. */
  long count() {
    return count;
  }

  /** Runs {@code action} after {@code delay} nanoseconds, unless its host is dead by then. */
  Step schedule(@Nullable Host host, long delay, Runnable action) {
    Step step = new Step(host, action, now + delay, chance.anyInt(), order++);
    steps.add(step);
    return step;
  }

  /** Lets time pass until {@code target}, running every step at its own instant. */
  void runUntil(long target) {
    depth++;
    try {
      while (steps.nextAt() <= target) {
        Step step = steps.poll();
        if (!step.dropped) {
          now = Math.max(now, step.at);
          perform(step);
        }
      }
    } finally {
      depth--;
    }
    now = Math.max(now, target);
  }

  /** Lets others act for {@code nanos} in the middle of a step, unless that is nested too deep. */
  void elapse(long nanos) {
    if (depth < DEEPEST) {
      runUntil(now + nanos);
    }
  }

  /** Holds a host up in the middle of a step for as long as it is frozen. */
  void holdWhileFrozen(Host host) {
    while (host.frozenUntil > now && depth < DEEPEST) {
      runUntil(host.frozenUntil);
    }
  }

  @Nullable HostLoop current() {
    return current;
  }

  void current(@Nullable HostLoop loop) {
    current = loop;
  }

  private void perform(Step step) {
    Host host = step.host;
    if (host != null && host.dead) {
      return;
    }
    if (host != null && host.frozenUntil > now) {
      step.at = host.frozenUntil;
      steps.add(step);
      return;
    }
    count++;
    HostLoop outer = current;
    current = null;
    try {
      step.action.run();
    } catch (HostDeath death) {
      // The host is gone and so is what it did.
    } finally {
      current = outer;
    }
  }
}
