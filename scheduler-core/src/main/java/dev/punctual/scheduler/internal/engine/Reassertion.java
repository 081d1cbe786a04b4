package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.LeaseBook.Held;
import dev.punctual.scheduler.store.LeaseBook.RenewReply;
import dev.punctual.scheduler.store.LeaseRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What this node does about leases when the store may have lost data: for the length of one lease
 * it asserts those again that the store does not know, before it believes that they are gone. Safe
 * for any thread.
 */
final class Reassertion {

  private final Lane lane;
  private volatile boolean begun;
  private volatile long untilNanos; // means nothing before the first suspicion

  Reassertion(Lane lane) {
    this.lane = lane;
  }

  /** The store may have lost data just now. */
  void begin() {
    untilNanos = lane.time().nanoTime() + lane.settings().lease().toNanos();
    begun = true;
  }

  private boolean isUnderWay() {
    return begun && lane.time().nanoTime() - untilNanos < 0;
  }

  /** Asserts the leases of some runs; answers what the store says of them. */
  RenewReply of(List<Run> runs) {
    List<Held> held = runs.stream().map(run -> new Held(run.record(), run.hasBegun())).toList();
    return lane.store().leases().reassert(lane.owner(), lane.settings().lease(), held);
  }

  /** What became of the leases of some runs, once those are asserted that the store calls lost. */
  RenewReply judged(List<Run> runs, RenewReply reply) {
    if (reply.lost().isEmpty() || !isUnderWay()) {
      return reply;
    }
    Set<LeaseRef> lost = new HashSet<>(reply.lost());
    List<Run> doubtful =
        runs.stream()
            .filter(run -> lost.contains(run.record().lease()) && !run.hasLostLease())
            .toList();
    doubtful.forEach(run -> lost.remove(run.record().lease()));
    RenewReply second = of(doubtful);
    lost.addAll(second.lost());
    List<ExecutionId> cancelled = new ArrayList<>(reply.cancelled());
    cancelled.addAll(second.cancelled());
    return new RenewReply(reply.storeNow(), List.copyOf(lost), cancelled);
  }

  /** As the other method of this name, for runs themselves. */
  <A> List<A> settle(List<Run> runs, Function<List<Run>, List<A>> call, Predicate<A> isCurrent) {
    return settle(runs, call, run -> run, isCurrent);
  }

  /**
   * Calls the store about leases, and once more about those that it did not take for current and
   * that it has when they were asserted again.
   *
   * @param call answers for each lease, in order
   */
  <T, A> List<A> settle(
      List<T> leases,
      Function<List<T>, List<A>> call,
      Function<T, Run> runOf,
      Predicate<A> isCurrent) {
    List<A> answers = call.apply(leases);
    if (!isUnderWay() || answers.stream().allMatch(isCurrent)) {
      return answers;
    }
    List<Run> doubtful = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      Run run = runOf.apply(leases.get(i));
      if (!isCurrent.test(answers.get(i)) && !run.hasLostLease()) {
        doubtful.add(run);
      }
    }
    return doubtful.isEmpty() ? answers : again(leases, call, runOf, answers, doubtful);
  }

  private <T, A> List<A> again(
      List<T> leases,
      Function<List<T>, List<A>> call,
      Function<T, Run> runOf,
      List<A> answers,
      List<Run> doubtful) {
    Set<LeaseRef> lost = Set.copyOf(of(doubtful).lost());
    Set<Run> restored = new HashSet<>(doubtful);
    restored.removeIf(run -> lost.contains(run.record().lease()));
    List<Integer> places = new ArrayList<>();
    List<T> repeated = new ArrayList<>();
    for (int i = 0; i < leases.size(); i++) {
      if (restored.contains(runOf.apply(leases.get(i)))) {
        places.add(i);
        repeated.add(leases.get(i));
      }
    }
    if (repeated.isEmpty()) {
      return answers;
    }
    List<A> second = call.apply(repeated);
    List<A> merged = new ArrayList<>(answers);
    for (int i = 0; i < places.size(); i++) {
      merged.set(places.get(i), second.get(i));
    }
    return merged;
  }
}
