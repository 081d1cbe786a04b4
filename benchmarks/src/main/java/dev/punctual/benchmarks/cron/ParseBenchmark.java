package dev.punctual.benchmarks.cron;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import dev.punctual.scheduler.trigger.CronTrigger;
import java.text.ParseException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.scheduling.support.CronExpression;

/** A schedule from its text; where an engine has a parser object it is made once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ParseBenchmark {

  /** Which schedule. */
  @Param public Schedule schedule;

  private final CronParser cronUtils =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ));

  /** Punctual. */
  @Benchmark
  public CronTrigger punctual() {
    return CronTrigger.quartz(schedule.quartz);
  }

  /** Quartz. */
  @Benchmark
  public org.quartz.CronExpression quartz() throws ParseException {
    return new org.quartz.CronExpression(schedule.quartz);
  }

  /** Spring. */
  @Benchmark
  public CronExpression spring() {
    return CronExpression.parse(schedule.spring);
  }

  /** cron-utils. */
  @Benchmark
  public Cron cronUtils() {
    return cronUtils.parse(schedule.quartz);
  }
}
