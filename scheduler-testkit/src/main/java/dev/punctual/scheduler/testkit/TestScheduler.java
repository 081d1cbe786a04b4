package dev.punctual.scheduler.testkit;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.SchedulerBuilder;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.function.Consumer;

/**
 * A started scheduler for one test, with the time that it lives by and a record of what it does. It
 * keeps jobs in memory and runs them inline, on the thread that moves the time, unless it is set up
 * otherwise.
 *
 * <pre>{@code
 * try (TestScheduler test = TestScheduler.startingAt(Instant.parse("2026-03-01T00:00:00Z"))) {
 *   test.scheduler().addJob(report, CronTrigger.crontab("0 9 * * *"), o -> o.id("report"));
 *   test.time().advance(Duration.ofDays(31));
 *   test.recorder().requireRuns("report", 31);
 * }
 * }</pre>
 */
public final class TestScheduler implements AutoCloseable {

  private final ManualTime time;
  private final RecordingListener recorder = RecordingListener.create();
  private final BackgroundScheduler scheduler;

  private TestScheduler(ManualTime time, Consumer<SchedulerBuilder<BackgroundScheduler>> setup) {
    this.time = time;
    SchedulerBuilder<BackgroundScheduler> builder =
        time.drive(BackgroundScheduler.builder()).listener(recorder);
    setup.accept(builder);
    this.scheduler = builder.build();
  }

  /** One that starts at {@code start}, in UTC. */
  public static TestScheduler startingAt(Instant start) {
    return livingBy(ManualTime.startingAt(start), builder -> {});
  }

  /** One that starts at {@code start}; triggers that name no zone use the zone of that. */
  public static TestScheduler startingAt(ZonedDateTime start) {
    return livingBy(ManualTime.startingAt(start), builder -> {});
  }

  /**
   * One that lives by {@code time}, which others may live by as well.
   *
   * @param setup what else its builder is told: executors, stores, tasks, defaults
   */
  public static TestScheduler livingBy(
      ManualTime time, Consumer<SchedulerBuilder<BackgroundScheduler>> setup) {
    TestScheduler test = new TestScheduler(time, setup);
    test.scheduler.start();
    return test;
  }

  /** The scheduler; it has been started. */
  public BackgroundScheduler scheduler() {
    return scheduler;
  }

  /** The time that it lives by. */
  public ManualTime time() {
    return time;
  }

  /** What it did since its start. */
  public RecordingListener recorder() {
    return recorder;
  }

  /**
   * Ends the scheduler at once: starts nothing more, interrupts what runs and waits for nothing.
   * What has to be seen of an orderly end is for the test to bring about, by {@code
   * scheduler().shutdown()}.
   */
  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
