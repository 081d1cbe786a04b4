package dev.punctual.scheduler.store.jdbc.internal;

import java.util.function.Function;

/** Takes steps, each in a transaction of its own, and then tells what came of them. */
final class Steps {

  private final Database database;
  private final Wakeups wakeups;

  Steps(Database database, Wakeups wakeups) {
    this.database = database;
    this.wakeups = wakeups;
  }

  private record Taken<T>(Step step, T answer) {}

  /** Takes a step: what {@code work} gathers is written together. */
  <T> T take(String what, Function<Step, T> work) {
    Taken<T> taken =
        database.atomically(
            what,
            handle -> {
              Step step = new Step(database, handle);
              T answer = work.apply(step);
              step.write();
              return new Taken<>(step, answer);
            });
    wakeups.due(taken.step.earliestDue());
    wakeups.freed(taken.step.freedTasks());
    wakeups.revoked(taken.step.revoked());
    return taken.answer;
  }
}
