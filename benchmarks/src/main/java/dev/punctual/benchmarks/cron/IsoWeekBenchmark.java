package dev.punctual.benchmarks.cron;

import dev.punctual.scheduler.trigger.CronTrigger;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** ISO week 53, which none of the rivals can express; the search steps over years without one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class IsoWeekBenchmark {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2090-01-01T00:00:00Z");

  private final CronTrigger week53 =
      CronTrigger.builder().week(53).dayOfWeek(0).hour(0).zone(ZoneId.of("Europe/Berlin")).build();
  private Instant at = START;

  /** Punctual. */
  @Benchmark
  public Instant punctual() {
    Instant next = week53.next(at, START);
    at = next.isAfter(END) ? START : next;
    return next;
  }
}
