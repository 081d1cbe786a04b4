package dev.punctual.benchmarks.redis;

import java.io.IOException;
import java.util.Map;

/** Has one node add jobs that are due at once, and another run them. */
final class AcrossRun {

  private static final int PER_SECOND = 60;
  private static final int WARM_UP = 100;

  private final Conditions conditions;
  private final Kind kind;

  AcrossRun(Conditions conditions, Kind kind) {
    this.conditions = conditions;
    this.kind = kind;
  }

  Map<String, Double> measure() throws IOException {
    int jobs = PER_SECOND * conditions.seconds();
    try (Nodes nodes = Nodes.open(conditions, kind, 1, true)) {
      nodes.last().order("start");
      nodes.first().order("now " + WARM_UP);
      nodes.awaitRan(WARM_UP);
      nodes.reset();
      nodes.first().order("now " + jobs);
      nodes.awaitRan(jobs);
      return SteadyRun.lateness(nodes.last().figures(), jobs);
    }
  }
}
