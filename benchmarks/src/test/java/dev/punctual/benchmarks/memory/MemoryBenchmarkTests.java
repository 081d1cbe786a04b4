package dev.punctual.benchmarks.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.benchmarks.Figures;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every workload runs with every contender; how fast is not looked at. */
class MemoryBenchmarkTests {

  private static final int JOBS = 50;
  private static final int THREADS = 2;

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void add_ofFewJobs_givesFigures(Kind kind) {
    Map<String, Double> figures = Workload.ADD.measure(kind, JOBS, THREADS);

    assertThat(figures).containsOnlyKeys("jobs_per_s", "bytes_per_job");
    assertThat(figures.get("jobs_per_s")).isPositive();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void drain_ofFewJobs_runsAllOfThem(Kind kind) {
    Map<String, Double> figures = new DrainRun(kind, THREADS, 0, 1).measure(JOBS);

    assertThat(figures).containsOnlyKeys("jobs_per_s", "cpu_us_per_job");
    assertThat(figures.get("jobs_per_s")).isPositive();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(names = {"FLOOR", "PUNCTUAL"})
  void lateness_ofFewJobs_isNeverNegative(Kind kind) {
    Map<String, Double> figures = new LatenessRun(kind, THREADS, 1).measure(JOBS);

    assertThat(figures).containsEntry("early", 0.0);
    assertThat(figures.get("fired_percent")).isPositive();
  }

  @Test
  void line_readBack_givesTheSameFigures() {
    Map<String, Double> figures = Map.of("jobs_per_s", 1.5e7, "first_ms", -0.25);
    String line = MeasuredJvm.line(Workload.ADD, Kind.JDK, JOBS, figures);

    assertThat(Figures.read(line)).isEqualTo(figures);
  }

  @Test
  void table_ofRounds_showsMediansAndRatios() {
    Map<Kind, List<Map<String, Double>>> rounds = new EnumMap<>(Kind.class);
    rounds.put(Kind.QUARTZ, rounds(90, 100, 500));
    rounds.put(Kind.PUNCTUAL, rounds(1_200, 1, 2_000));

    assertThat(MedianTable.of(Workload.DRAIN, rounds).lines())
        .contains("| Quartz RAMJobStore | 100.00 | 12.00 |")
        .contains("| Punctual MemoryJobStore | 1,200 | 1.00 |");
  }

  @Test
  void option_unknown_isNamed() {
    assertThatThrownBy(() -> MemoryBenchmark.main(new String[] {"round=5"}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("round=5");
  }

  private static List<Map<String, Double>> rounds(double... figures) {
    return java.util.Arrays.stream(figures).mapToObj(each -> Map.of("jobs_per_s", each)).toList();
  }
}
