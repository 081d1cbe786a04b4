package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.tck.simulator.Work.End;
import dev.punctual.scheduler.tck.simulator.Work.Manners;
import dev.punctual.scheduler.tck.simulator.Work.Plan;

/** Work of all kinds, drawn from the seed. */
final class AnyWork implements Work.Style {

  private static final long MILLI = 1_000_000;

  @Override
  public Plan plan(String task, Chance chance, Weather weather) {
    End end = End.RETURNED;
    if (weather.has(Fault.FAILING_JOB) && chance.hits(100)) {
      end = chance.hits(250) ? End.FAILED_FATALLY : End.FAILED;
    }
    boolean kills = weather.has(Fault.KILLING_JOB) && chance.hits(3);
    long nanos = chance.hits(200) ? 0 : duration(chance);
    Manners manners =
        switch (chance.weighted(70, 15, 15)) {
          case 0 -> Manners.STOPS;
          case 1 -> Manners.FAILS;
          default -> Manners.IGNORES;
        };
    return new Plan(nanos, end, manners, kills);
  }

  private static long duration(Chance chance) {
    return switch (chance.weighted(700, 200, 80, 20)) {
      case 0 -> chance.between(1, 2_000 * MILLI);
      case 1 -> chance.between(2_000 * MILLI, 30_000 * MILLI);
      case 2 -> chance.between(30_000 * MILLI, 120_000 * MILLI);
      default -> chance.between(120_000 * MILLI, 600_000 * MILLI);
    };
  }
}
