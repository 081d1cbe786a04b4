package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Elapsed time does not show that a machine was suspended; grace times end all the same. */
class SuspendedStartTests {

  private final EngineFixture fixture = new EngineFixture();
  private final HeldExecutor executor = new HeldExecutor();
  private final List<Instant> runs = new ArrayList<>();

  /** A run with six seconds of grace waits for its thread. */
  @BeforeEach
  void holdARun() {
    BackgroundScheduler scheduler = fixture.scheduler(b -> b.executor("default", executor));
    scheduler.start();
    scheduler.addJob(
        context -> runs.add(context.fireTime()),
        DateTrigger.at(EngineFixture.START.plusSeconds(1)),
        options -> options.misfireGraceTime(Duration.ofSeconds(6)));
    fixture.advance(Duration.ofSeconds(2));
    assertThat(executor.size()).isOne();
  }

  @Test
  void run_whoseGraceTimeEndedWhileTheMachineWasSuspended_isMissed() {
    fixture.time.stepWall(Duration.ofSeconds(10));
    executor.runAll();
    fixture.advance(Duration.ofMinutes(1));
    executor.runAll();

    assertThat(runs).isEmpty();
    assertThat(fixture.events(ExecutionEvent.Missed.class)).hasSize(1);
  }

  @Test
  void run_whoseGraceTimeHasNotEnded_startsAfterTheSuspension() {
    fixture.time.stepWall(Duration.ofSeconds(4));
    executor.runAll();

    assertThat(runs).hasSize(1);
  }
}
