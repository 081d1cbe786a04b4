package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.AddRun;
import dev.punctual.benchmarks.Figures;
import dev.punctual.benchmarks.jdbc.NodeMain.Role;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a contender is measured by. */
enum Workload {
  /** Adding jobs that are due tomorrow: one by one, by eight threads, in batches of 1,000. */
  ADD {
    @Override
    Map<String, Double> measure(Conditions conditions, Kind kind) throws IOException, SQLException {
      try (Nodes nodes = Nodes.open(conditions, kind, 0, Role.WORKER)) {
        nodes.start();
        Map<String, Double> figures = new LinkedHashMap<>();
        for (AddRun.Mode mode : AddRun.Mode.values()) {
          String answer = nodes.first().ask("rate " + mode + " " + conditions.seconds());
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
    Map<String, Double> measure(Conditions conditions, Kind kind) throws IOException, SQLException {
      return new DrainRun(conditions, kind, 1, 0).measure();
    }
  },
  /** The same with two nodes. */
  DRAIN_2 {
    @Override
    Map<String, Double> measure(Conditions conditions, Kind kind) throws IOException, SQLException {
      return new DrainRun(conditions, kind, 2, 0).measure();
    }
  },
  /** The same with four. */
  DRAIN_4 {
    @Override
    Map<String, Double> measure(Conditions conditions, Kind kind) throws IOException, SQLException {
      return new DrainRun(conditions, kind, 4, 0).measure();
    }
  },
  /** Running jobs that sleep for five milliseconds. */
  SLEEP {
    @Override
    Map<String, Double> measure(Conditions conditions, Kind kind) throws IOException, SQLException {
      return new DrainRun(conditions, kind, 1, SLEEP_MILLIS).measure();
    }
  },
  /** The same with two nodes. */
  SLEEP_2 {
    @Override
    Map<String, Double> measure(Conditions conditions, Kind kind) throws IOException, SQLException {
      return new DrainRun(conditions, kind, 2, SLEEP_MILLIS).measure();
    }
  },
  /** How late jobs run that come due steadily, 500 a second. */
  LATENESS {
    @Override
    Map<String, Double> measure(Conditions conditions, Kind kind) throws IOException, SQLException {
      return new SteadyRun(conditions, kind).measure();
    }
  },
  /** How late jobs run that another node adds, due at once. */
  ACROSS {
    @Override
    Map<String, Double> measure(Conditions conditions, Kind kind) throws IOException, SQLException {
      return new AcrossRun(conditions, kind).measure();
    }
  },
  /** What a node asks while there is nothing to do. */
  IDLE {
    @Override
    Map<String, Double> measure(Conditions conditions, Kind kind) throws IOException, SQLException {
      return new IdleRun(conditions, kind).measure();
    }
  },
  /** Claiming 100 of a million due jobs below a million of higher priority that are not due. */
  CLAIM {
    @Override
    Map<String, Double> measure(Conditions conditions, Kind kind) throws SQLException {
      return new ClaimRun(conditions).measure();
    }
  };

  private static final int SLEEP_MILLIS = 5;

  /** Warms up and measures; the figures by name, the first one counts most. */
  abstract Map<String, Double> measure(Conditions conditions, Kind kind)
      throws IOException, SQLException;

  /** Those that budgets speak of for a database. */
  static List<Workload> of(boolean postgres) {
    return postgres ? List.of(values()) : List.of(ADD, DRAIN);
  }

  static Workload named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
