package dev.punctual.scheduler.tck.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
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
  void everySeed_keepsAllInvariants() throws Exception {
    Sweep sweep = new Sweep(FIRST, SEEDS);
    int cores = Runtime.getRuntime().availableProcessors();
    ExecutorService pool = Executors.newFixedThreadPool(cores);
    try {
      for (Future<Void> worker : pool.invokeAll(Collections.nCopies(cores, sweep))) {
        worker.get();
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(sweep.bad).as("seeds with violations").isEmpty();
    assertThat(sweep.runs.get()).isGreaterThan(100 * SEEDS);
  }

  /** Tries seeds one after another on as many threads as call it, and tells how far it has come. */
  private static final class Sweep implements Callable<Void> {

    private static final long TOLD = 500;

    final Queue<String> bad = new ConcurrentLinkedQueue<>();
    final AtomicLong runs = new AtomicLong();
    private final AtomicLong next;
    private final AtomicLong done = new AtomicLong();
    private final long first;
    private final long seeds;
    private final long begin = System.nanoTime();

    Sweep(long first, long seeds) {
      this.first = first;
      this.seeds = seeds;
      this.next = new AtomicLong(first);
    }

    @Override
    public Void call() {
      for (long seed = next.getAndIncrement();
          seed < first + seeds;
          seed = next.getAndIncrement()) {
        attempt(seed);
        long days = done.incrementAndGet();
        if (days == seeds || days % TOLD == 0) {
          System.out.printf(
              "simulated %d days and %d runs, %.1f days a second%n",
              days, runs.get(), days * 1e9 / (System.nanoTime() - begin));
        }
      }
      return null;
    }

    private void attempt(long seed) {
      try {
        SimulationReport report = run(seed);
        runs.addAndGet(report.runs());
        if (!report.violations().isEmpty()) {
          found(report.describe());
        }
      } catch (RuntimeException | Error broken) {
        StringWriter trace = new StringWriter();
        broken.printStackTrace(new PrintWriter(trace));
        found("seed=" + seed + " ended early: " + trace);
      }
    }

    private void found(String what) {
      System.out.println(what);
      bad.add(what);
    }
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
    long seed = Long.parseLong(line.replaceFirst(" .*", ""));

    ClusterSimulation.builder().seed(seed).alone().run().requireClean();
    run(seed).requireClean();
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
    List<String> wanted =
        List.of(
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
            ", PAUSED ",
            "KEPT",
            "REPLACED",
            "UPDATED",
            "CONFLICT",
            "change STALE",
            "no reply",
            "no connection",
            "quartz",
            "except",
            "is killed by its job",
            "interrupts what still runs",
            "retry after PT",
            "retry after null",
            "TimeoutException",
            "attempt 3",
            " LOST ",
            "may not start",
            "then-",
            "rerun job",
            "stopped",
            "status=CANCELLED",
            "status=REQUESTED");
    Set<String> seen = new ConcurrentSkipListSet<>();
    LongStream.range(0, 30)
        .parallel()
        .mapToObj(ClusterSimulationTests::run)
        .flatMap(report -> report.ledger().stream())
        .forEach(line -> wanted.stream().filter(line::contains).forEach(seen::add));

    assertThat(seen).containsExactlyInAnyOrderElementsOf(wanted);
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
        .parallel()
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
    Duration time = Duration.ofMinutes(20);
    long half = idleCalls(time);
    long whole = idleCalls(time.multipliedBy(2));

    assertThat((whole - half) / time.toSeconds()).isBetween(1L, 5L);
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
