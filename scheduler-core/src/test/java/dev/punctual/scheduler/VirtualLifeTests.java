package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.internal.time.BuilderTime;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Schedulers whose calls wait, in a time that waiting moves. */
class VirtualLifeTests {

  private static final IntervalTrigger EVERY_HOUR = IntervalTrigger.every(Duration.ofHours(1));

  private final EngineFixture fixture = new EngineFixture();
  private final List<Instant> ran = new ArrayList<>();

  @AfterEach
  void forgetInterrupt() {
    Thread.interrupted();
  }

  private BlockingScheduler blocking() {
    SchedulerBuilder<BlockingScheduler> builder = BlockingScheduler.builder();
    BuilderTime.set(builder, fixture.time);
    return builder.build();
  }

  @Test
  void blockingStart_movesTheTimeUntilAJobShutsDown() {
    BlockingScheduler scheduler = blocking();
    scheduler.addJob(
        context -> {
          ran.add(context.fireTime());
          if (ran.size() == 100) {
            scheduler.shutdown();
          }
        },
        EVERY_HOUR);
    scheduler.start();

    assertThat(ran).hasSize(100);
    assertThat(scheduler.state()).isEqualTo(SchedulerState.TERMINATED);
    assertThat(fixture.time.instant()).isEqualTo(EngineFixture.START.plus(Duration.ofHours(100)));
  }

  @Test
  void blockingStart_endsWhenSomethingElseShutsDown() {
    BlockingScheduler scheduler = blocking();
    scheduler.addJob(context -> ran.add(context.fireTime()), EVERY_HOUR);
    fixture.time.schedule(Duration.ofHours(10), () -> scheduler.shutdown(Duration.ZERO));
    scheduler.start();

    assertThat(ran).hasSize(9);
    assertThat(scheduler.isRunning()).isFalse();
  }

  @Test
  void blockingStart_whenItsThreadIsInterrupted_endsAndKeepsTheInterrupt() {
    BlockingScheduler scheduler = blocking();
    scheduler.addJob(context -> ran.add(context.fireTime()), EVERY_HOUR);
    fixture.time.schedule(Duration.ofMinutes(90), () -> Thread.currentThread().interrupt());
    scheduler.start();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(ran).hasSize(1);
    fixture.time.runReady();
    assertThat(scheduler.state()).isEqualTo(SchedulerState.TERMINATED);
  }

  @Test
  void blockingStart_letsAnotherThreadShutDown() {
    BlockingScheduler scheduler = blocking();
    Thread other = new Thread(scheduler::shutdown);
    scheduler.addJob(
        () -> {
          if (other.getState() == Thread.State.NEW) {
            other.start();
          }
        },
        EVERY_HOUR);
    scheduler.start();

    assertThat(scheduler.state()).isEqualTo(SchedulerState.TERMINATED);
  }

  @Test
  void shutdown_movesTheTimeUntilTheLastRunHasEnded() {
    BackgroundScheduler scheduler = fixture.started();
    CompletableFuture<Void> end = fixture.completeAfter(Duration.ofMinutes(10));
    scheduler.addJob(
        Task.async("slow", String.class, (text, context) -> end), "x", DateTrigger.now());
    fixture.time.runReady();

    assertThat(scheduler.shutdown().terminated()).isTrue();
    assertThat(fixture.time.instant()).isEqualTo(EngineFixture.START.plusSeconds(600));
  }

  @Test
  void shutdownFromAScheduledStep_movesTheTimeToo() {
    BackgroundScheduler scheduler = fixture.started();
    CompletableFuture<Void> end = fixture.completeAfter(Duration.ofMinutes(10));
    scheduler.addJob(
        Task.async("slow", String.class, (text, context) -> end), "x", DateTrigger.now());
    List<ShutdownReport> reports = new ArrayList<>();
    fixture.time.schedule(Duration.ofSeconds(1), () -> reports.add(scheduler.shutdown()));
    fixture.advance(Duration.ofSeconds(1));

    assertThat(reports).singleElement().matches(ShutdownReport::terminated);
    assertThat(fixture.time.instant()).isEqualTo(EngineFixture.START.plusSeconds(600));
  }

  @Test
  void movingTheTime_fromInsideAJob_failsThatRunAlone() {
    BackgroundScheduler scheduler = fixture.started();
    scheduler.addJob(() -> fixture.advance(Duration.ofHours(1)), DateTrigger.now());
    scheduler.addJob(context -> ran.add(context.fireTime()), EVERY_HOUR);
    fixture.advance(Duration.ofHours(2));

    assertThat(ran).hasSize(2);
    assertThat(fixture.ended())
        .filteredOn(ended -> ended.error() != null)
        .singleElement()
        .satisfies(ended -> assertThat(ended.error()).contains("from inside what it runs"));
  }

  @Test
  void startBetweenMilliseconds_runsJobsAtTheirInstants() {
    fixture.advance(Duration.ofNanos(123_456_789));
    BackgroundScheduler scheduler = fixture.started();
    Instant due = EngineFixture.START.plusSeconds(60);
    scheduler.addJob(context -> ran.add(fixture.time.instant()), DateTrigger.at(due));
    scheduler.addJob(context -> ran.add(context.fireTime()), EVERY_HOUR);
    fixture.advance(Duration.ofHours(1).plusSeconds(1));

    assertThat(ran).hasSize(2).contains(due);
  }

  @Test
  void builtInDrivenTime_defaultExecutorRunsInline() {
    SchedulerBuilder<BackgroundScheduler> builder = BackgroundScheduler.builder();
    BuilderTime.set(builder, fixture.time);
    BackgroundScheduler scheduler = builder.build();
    scheduler.start();
    List<Thread> threads = new ArrayList<>();
    scheduler.addJob(() -> threads.add(Thread.currentThread()), EVERY_HOUR);
    fixture.advance(Duration.ofHours(1));

    assertThat(threads).containsExactly(Thread.currentThread());
    assertThat(scheduler.removeExecutor("default")).isInstanceOf(DirectExecutor.class);
  }
}
