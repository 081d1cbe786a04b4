package dev.punctual.scheduler.tck.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.JobOptions;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.RetryPolicy;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.tck.simulator.Work.End;
import dev.punctual.scheduler.tck.simulator.Work.Manners;
import dev.punctual.scheduler.tck.simulator.Work.Plan;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.ManualTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clusters of eight nodes with more work than they may do at once. */
class OverlapSimulationTests {

  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  private static ClusterSimulation.Builder eightNodes(long seed) {
    return ClusterSimulation.builder().nodes(8).jobs(0).seed(seed).duration(Duration.ofHours(6));
  }

  /** Adds a job in the beginning, again and again until the store has answered. */
  private static void add(
      Cluster cluster, String task, Trigger trigger, Consumer<JobOptions> options) {
    SimulatedNode node = cluster.nodes().get(0);
    var code =
        node.code().stream().filter(each -> each.name().equals(task)).findFirst().orElseThrow();
    for (int i = 0; i < 20; i++) {
      try {
        node.scheduler()
            .addJob(
                code,
                trigger,
                o -> {
                  o.id(task).onConflict(ConflictPolicy.KEEP).retry(RetryPolicy.NONE);
                  options.accept(o);
                });
        return;
      } catch (StoreException unknown) {
        // It is asked again.
      }
    }
    throw new IllegalStateException("the store never answered");
  }

  private static Plan lasting(long nanos) {
    return new Plan(nanos, End.RETURNED, Manners.STOPS, false);
  }

  /** The most runs of a job that were leased at once. */
  private static int mostAtOnce(SimulationReport report, String job) {
    Set<String> leased = new HashSet<>();
    int most = 0;
    for (Ledger.Line line : report.lines()) {
      if (!line.event().job().equals(job)) {
        continue;
      }
      if (line.event() instanceof Event.Granted granted) {
        leased.add(granted.execution().id().toString());
      } else if (line.event() instanceof Event.Completed completed) {
        leased.remove(completed.completion().lease().id().toString());
      } else if (line.event() instanceof Event.Released released) {
        leased.remove(released.lease().id().toString());
      } else if (line.event() instanceof Event.Reaped reaped) {
        leased.remove(reaped.execution().id().toString());
      }
      most = Math.max(most, leased.size());
    }
    return most;
  }

  @ParameterizedTest(name = "{1}, at most {0} at once")
  @CsvSource({
    "1,SKIP", "3,SKIP", "1,QUEUE_ONE", "3,QUEUE_ONE",
    "1,QUEUE_ALL", "3,QUEUE_ALL", "1,CANCEL_RUNNING", "3,CANCEL_RUNNING"
  })
  void slowOverlappingJob_underCrashes_keepsItsLimit(int limit, Overflow overflow) {
    SimulationReport report =
        eightNodes(100 + limit)
            .faults(Faults.of(Fault.CRASH, Fault.PAUSE, Fault.LOST_REPLY))
            .work((task, chance, weather) -> lasting(chance.between(1, 90 * SECOND_NANOS)))
            .script(
                cluster ->
                    add(
                        cluster,
                        "t0",
                        IntervalTrigger.every(Duration.ofSeconds(10))
                            .withEnd(cluster.clock().instant().plus(Duration.ofHours(5))),
                        o -> o.maxInstances(limit).overflow(overflow)))
            .run();

    report.requireClean();
    assertThat(mostAtOnce(report, "t0")).isEqualTo(limit);
    long skipped =
        report.dump().missed().stream()
            .filter(range -> range.reason() == MissedRange.Reason.MAX_INSTANCES)
            .mapToLong(MissedRange::count)
            .sum();
    if (overflow == Overflow.SKIP || overflow == Overflow.QUEUE_ONE) {
      assertThat(skipped).isGreaterThan(100);
    } else if (overflow == Overflow.CANCEL_RUNNING) {
      assertThat(skipped).isZero();
    }
  }

  @Test
  void jobThatKillsItsNodeEachTime_endsDeadWhileTheOthersRunOn() {
    SimulationReport report =
        eightNodes(7)
            .faults(Faults.NONE)
            .work(
                (task, chance, weather) ->
                    new Plan(SECOND_NANOS, End.RETURNED, Manners.STOPS, task.equals("t1")))
            .script(
                cluster -> {
                  add(cluster, "t1", ManualTrigger.instance(), o -> {});
                  add(cluster, "t2", IntervalTrigger.every(Duration.ofSeconds(10)), o -> {});
                  SimulatedNode node = cluster.nodes().get(0);
                  cluster
                      .world()
                      .schedule(
                          node.host(), 60 * SECOND_NANOS, () -> node.scheduler().trigger("t1"));
                })
            .run();

    report.requireClean();
    assertThat(report.dump().ended())
        .filteredOn(row -> row.task().equals("t1"))
        .singleElement()
        .satisfies(row -> assertThat(row.state()).isEqualTo(ExecutionState.DEAD));
    assertThat(report.lines().stream().filter(line -> isBegin(line, "t1")).count()).isEqualTo(4);
    // One run in ten seconds for six and a half hours, but for those that a dying node had.
    assertThat(
            report.dump().ended().stream()
                .filter(row -> row.task().equals("t2"))
                .filter(row -> row.state() == ExecutionState.SUCCEEDED)
                .count())
        .isBetween(2_310L, 2_341L);
  }

  private static boolean isBegin(Ledger.Line line, String job) {
    return line.event() instanceof Event.Began && line.event().job().equals(job);
  }
}
