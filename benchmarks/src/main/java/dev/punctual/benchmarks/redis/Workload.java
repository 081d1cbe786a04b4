package dev.punctual.benchmarks.redis;

import dev.punctual.benchmarks.AddRun;
import dev.punctual.benchmarks.Figures;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a contender is measured by. */
enum Workload {
  /** Adding jobs that are due tomorrow: one by one, by eight threads, in batches of 1,000. */
  ADD {
    @Override
    Map<String, Double> measure(Conditions conditions, Kind kind) throws IOException {
      try (Nodes nodes = Nodes.open(conditions, kind, 1, false)) {
        nodes.start();
        Map<String, Double> figures = new LinkedHashMap<>();
        for (AddRun.Mode mode : AddRun.Mode.values()) {
          String answer = nodes.first().ask("rate " + mode + " " + conditions.seconds() / 2);
          figures.put(
              mode.name().toLowerCase(Locale.ROOT) + "_per_s",
              Figures.read(answer).get("jobs_per_s"));
        }
        return figures;
      }
    }
  },
  /** Running jobs that all come due at one instant. */
  DRAIN {
    @Override
    Map<String, Double> measure(Conditions conditions, Kind kind) throws IOException {
      return new DrainRun(conditions, kind, 1).measure();
    }
  },
  /** The same with two nodes. */
  DRAIN_2 {
    @Override
    Map<String, Double> measure(Conditions conditions, Kind kind) throws IOException {
      return new DrainRun(conditions, kind, 2).measure();
    }
  },
  /** The same with four. */
  DRAIN_4 {
    @Override
    Map<String, Double> measure(Conditions conditions, Kind kind) throws IOException {
      return new DrainRun(conditions, kind, 4).measure();
    }
  },
  /** How late jobs run that come due steadily, 500 a second. */
  LATENESS {
    @Override
    Map<String, Double> measure(Conditions conditions, Kind kind) throws IOException {
      return new SteadyRun(conditions, kind).measure();
    }
  },
  /** How late jobs run that another node adds, due at once. */
  ACROSS {
    @Override
    Map<String, Double> measure(Conditions conditions, Kind kind) throws IOException {
      return new AcrossRun(conditions, kind).measure();
    }
  };

  /** Warms up and measures; the figures by name, the first one counts most. */
  abstract Map<String, Double> measure(Conditions conditions, Kind kind) throws IOException;

  static Workload named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
