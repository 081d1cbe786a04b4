package dev.punctual.benchmarks.cron;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.punctual.scheduler.trigger.CronTrigger;
import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.scheduling.support.CronExpression;

/** The next fire after the previous one, in Berlin, over the fires of many years. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NextFireBenchmark {

  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2090-01-01T00:00:00Z");

  /** Which schedule. */
  @Param public Schedule schedule;

  private CronTrigger punctual;
  private org.quartz.CronExpression quartz;
  private CronExpression spring;
  private ExecutionTime cronUtils;

  private Instant punctualAt;
  private Date quartzAt;
  private ZonedDateTime springAt;
  private ZonedDateTime cronUtilsAt;

  /** Reads the schedule with each engine. */
  @Setup
  public void parse() throws ParseException {
    punctual = CronTrigger.quartz(schedule.quartz).withZone(ZONE);
    quartz = new org.quartz.CronExpression(schedule.quartz);
    quartz.setTimeZone(TimeZone.getTimeZone(ZONE));
    spring = CronExpression.parse(schedule.spring);
    cronUtils =
        ExecutionTime.forCron(
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ))
                .parse(schedule.quartz));
    punctualAt = START;
    quartzAt = Date.from(START);
    springAt = START.atZone(ZONE);
    cronUtilsAt = springAt;
  }

  /** Punctual. */
  @Benchmark
  public Instant punctual() {
    Instant next = punctual.next(punctualAt, START);
    punctualAt = next.isAfter(END) ? START : next;
    return next;
  }

  /** Quartz. */
  @Benchmark
  public Date quartz() {
    Date next = quartz.getNextValidTimeAfter(quartzAt);
    quartzAt = next.toInstant().isAfter(END) ? Date.from(START) : next;
    return next;
  }

  /** Spring. */
  @Benchmark
  public ZonedDateTime spring() {
    ZonedDateTime next = spring.next(springAt);
    springAt = next.toInstant().isAfter(END) ? START.atZone(ZONE) : next;
    return next;
  }

  /** cron-utils. */
  @Benchmark
  public ZonedDateTime cronUtils() {
    ZonedDateTime next = cronUtils.nextExecution(cronUtilsAt).orElseThrow();
    cronUtilsAt = next.toInstant().isAfter(END) ? START.atZone(ZONE) : next;
    return next;
  }
}
