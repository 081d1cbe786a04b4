package dev.punctual.scheduler.tck.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many days of clusters in which everything goes wrong. {@code -Dpunctual.simulator.seeds=N} tries
 * N seeds, {@code -Dpunctual.simulator.first=N} begins with that seed.
 */
class ClusterSimulationTests {

  private static final long SEEDS = Long.getLong("punctual.simulator.seeds", 500);
  private static final long FIRST = Long.getLong("punctual.simulator.first", 0);

  private static SimulationReport run(long seed) {
    return ClusterSimulation.builder().seed(seed).run();
  }

  @Test
  void everySeed_keepsAllInvariants() {
    long begin = System.nanoTime();
    AtomicLong runs = new AtomicLong();
    List<String> bad =
        LongStream.range(FIRST, FIRST + SEEDS)
            .parallel()
            .mapToObj(ClusterSimulationTests::run)
            .peek(report -> runs.addAndGet(report.runs()))
            .filter(report -> !report.violations().isEmpty())
            .map(SimulationReport::describe)
            .toList();
    System.out.printf(
        "simulated %d days and %d runs, %.1f days a second%n",
        SEEDS, runs.get(), SEEDS * 1e9 / (System.nanoTime() - begin));

    assertThat(bad).as("seeds with violations").isEmpty();
    assertThat(runs.get()).isGreaterThan(100 * SEEDS);
  }

  /** Seeds that once found something, a line each with what it was. */
  static List<String> regressions() throws IOException {
    try (var file = ClusterSimulationTests.class.getResourceAsStream("regression-seeds.txt")) {
      return Arrays.stream(new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n"))
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("regressions")
  void seedThatOnceFailed_isClean(String line) {
    run(Long.parseLong(line.split(" ")[0])).requireClean();
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 7, 24, 1_000_003})
  void oneSeed_runTwice_givesTheSameLedgerByteForByte(long seed) {
    String first = String.join("\n", run(seed).ledger());
    String second = String.join("\n", run(seed).ledger());

    assertThat(second).isEqualTo(first);
    assertThat(first.lines().count()).isGreaterThan(1_000);
  }

  @Test
  void otherSeed_givesAnotherLedger() {
    assertThat(run(1).ledger()).isNotEqualTo(run(2).ledger());
  }

  /** What the checker judges must come up, or its silence says nothing. */
  @Test
  void seeds_bringUpEverythingThatTheCheckerJudges() {
    Set<String> seen = new TreeSet<>();
    Pattern told =
        Pattern.compile(
            "crashes|is suspended|pauses|stands still|is down|sets its clock|Down|Up"
                + "|: FENCED|: ALREADY_DONE|: STALE|STALE:|reap|too late|lost \\[j|not current"
                + "|without lease|GRACE|COALESCED|CATCH_UP_CAP|MAX_INSTANCES|PAUSED \\d"
                + "|CREATED|KEPT|REPLACED|UPDATED|CONFLICT|remove|SKIPPED|WAITING|Cancelled: DONE"
                + "|no reply|no connection|no answer|jitter|crontab|quartz|spring|calendar|except"
                + "|and \\(|or \\(|apscheduler|date|STALE");
    LongStream.range(0, 40)
        .mapToObj(ClusterSimulationTests::run)
        .flatMap(report -> report.ledger().stream())
        .forEach(
            line -> {
              Matcher found = told.matcher(line);
              while (found.find()) {
                seen.add(found.group().replaceAll("\\d", "#"));
              }
            });
    System.out.println("seen: " + seen);

    assertThat(seen)
        .contains(
            "crashes",
            "is suspended",
            "pauses",
            "stands still",
            "is down",
            "sets its clock",
            ": FENCED",
            "reap",
            "too late",
            "lost [j",
            "without lease",
            "GRACE",
            "COALESCED",
            "CATCH_UP_CAP",
            "MAX_INSTANCES",
            "PAUSED #",
            "KEPT",
            "REPLACED",
            "UPDATED",
            "CONFLICT",
            "no reply",
            "no connection",
            "quartz",
            "except");
  }

  @Test
  void calmCluster_runsEverythingInTime() {
    SimulationReport report =
        ClusterSimulation.builder().seed(11).faults(Faults.NONE).jobs(20).run();

    report.requireClean();
    assertThat(report.ledger())
        .noneMatch(line -> line.contains(" reap ") || line.contains("FENCED"));
  }

  @Test
  void leapOfTheStoresClock_aloneTakesNoLeaseAway() {
    LongStream.range(0, 30)
        .mapToObj(
            seed ->
                ClusterSimulation.builder()
                    .seed(seed)
                    .faults(Faults.of(Fault.STORE_CLOCK_STEP))
                    .run())
        .forEach(
            report -> {
              report.requireClean();
              assertThat(report.ledger())
                  .as("seed=%d", report.seed())
                  .noneMatch(line -> line.contains(" reap "));
            });
  }

  @Test
  void thousandIdleNodes_makeAtMostFiveCallsASecond() {
    Duration hour = Duration.ofHours(1);
    long half = idleCalls(hour);
    long whole = idleCalls(hour.multipliedBy(2));

    assertThat((whole - half) / hour.toSeconds()).isBetween(1L, 5L);
  }

  private static long idleCalls(Duration duration) {
    return ClusterSimulation.builder()
        .nodes(1_000)
        .jobs(0)
        .faults(Faults.NONE)
        .duration(duration)
        .run()
        .calls()
        .values()
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  @Test
  void duration_outOfRange_isRefusedWithTheRule() {
    assertThatThrownBy(() -> ClusterSimulation.builder().duration(Duration.ofDays(6)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT144H")
        .hasMessageContaining("at most PT120H");
  }
}
