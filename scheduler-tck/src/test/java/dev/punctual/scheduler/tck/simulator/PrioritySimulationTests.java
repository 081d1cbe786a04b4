package dev.punctual.scheduler.tck.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.tck.simulator.Work.End;
import dev.punctual.scheduler.tck.simulator.Work.Manners;
import dev.punctual.scheduler.tck.simulator.Work.Plan;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clusters that are asked for more work of the highest priority than they can ever do. */
class PrioritySimulationTests {

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Two hours, in the first of which five jobs ask for more than all slots of two nodes. */
  private static SimulationReport flood(StoreFactory store) {
    return ClusterSimulation.builder()
        .nodes(2)
        .jobs(0)
        .seed(5)
        .duration(Duration.ofHours(2))
        .faults(Faults.NONE)
        .store(store)
        .work(
            (task, chance, weather) ->
                new Plan(8 * SECOND.toNanos(), End.RETURNED, Manners.STOPS, false))
        .script(
            cluster -> {
              for (String task : List.of("t0", "t1", "t2", "t3", "t4")) {
                add(cluster, task, SECOND, 9);
              }
              add(cluster, "t5", Duration.ofMinutes(5), 0);
            })
        .run();
  }

  private static void add(Cluster cluster, String task, Duration period, int priority) {
    SimulatedNode node = cluster.nodes().get(0);
    node.scheduler()
        .addJob(
            node.code().stream().filter(each -> each.name().equals(task)).findFirst().orElseThrow(),
            IntervalTrigger.every(period)
                .withEnd(cluster.clock().instant().plus(Duration.ofHours(1))),
            options -> options.id(task).priority(priority).maxInstances(1_000));
  }

  /** How many runs of the job of the lowest priority were leased. */
  private static long runsOfTheLowest(SimulationReport report) {
    return report.lines().stream()
        .map(Ledger.Line::event)
        .filter(event -> event instanceof Event.Granted && event.job().equals("t5"))
        .count();
  }

  private static boolean isUnfair(Violation violation) {
    return violation.invariant() == Invariant.FAIR_SHARE && violation.subject().equals("t5");
  }

  @Test
  void lowestPriority_amongTooMuchWorkOfTheHighest_runsAtEachOfItsFires() {
    SimulationReport report = flood(MemoryJobStore::create);

    report.requireClean();
    assertThat(runsOfTheLowest(report)).isEqualTo(12);
  }

  @Test
  void lowestPriority_inAStoreWithoutAShareForTheOldest_isFoundToBeOvertaken() {
    SimulationReport report =
        flood(clock -> new BrokenStore.NoOldestShare(MemoryJobStore.create(clock)));

    assertThat(runsOfTheLowest(report)).isOne();
    assertThat(report.violations()).anyMatch(PrioritySimulationTests::isUnfair);
  }
}
