package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.event.TroubleEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Annotated methods in a store that outlives the program, which registers at each start. */
class ScheduledJobRestartTests {

  private static final Instant START = EngineFixture.START;

  private final EngineFixture fixture = new EngineFixture();
  private final List<String> ran = new ArrayList<>();

  private static Job only(List<Job> jobs) {
    assertThat(jobs).hasSize(1);
    return jobs.get(0);
  }

  class Durable {
    private final String life;

    Durable(String life) {
      this.life = life;
    }

    @ScheduledJob(id = "report", every = "1h")
    void report() {
      ran.add(life);
    }
  }

  class Changed {
    @ScheduledJob(id = "report", every = "2h", name = "Changed")
    void renamed() {
      ran.add("changed");
    }
  }

  /** A store that outlives the process, and a program that ended after 20 minutes. */
  private BackgroundScheduler afterALife(boolean paused) {
    fixture.store = DurableStore.over(fixture.memory);
    BackgroundScheduler first = fixture.started();
    Job job = only(first.register(new Durable("first")));
    if (paused) {
      job.pause();
    }
    fixture.advance(Duration.ofMinutes(20));
    first.shutdown();
    return fixture.scheduler();
  }

  @Test
  void restart_withADurableStore_findsTheJobAtItsPlace() {
    BackgroundScheduler second = afterALife(false);
    Job job = only(second.register(new Durable("second")));
    second.start();

    assertThat(job.nextFireTime()).contains(START.plus(Duration.ofHours(1)));
    fixture.advance(Duration.ofMinutes(41));
    assertThat(ran).containsExactly("second");
  }

  @Test
  void restart_withADurableStore_keepsAPausedJobPaused() {
    BackgroundScheduler second = afterALife(true);
    Job job = only(second.register(new Durable("second")));
    second.start();

    assertThat(job.isPaused()).isTrue();
    fixture.advance(Duration.ofHours(2));
    assertThat(ran).isEmpty();
    second.resumeJob("report");
    fixture.advance(Duration.ofHours(1));
    assertThat(ran).containsExactly("second");
  }

  @Test
  void restart_registeredAfterTheStart_runsTheFireThatWaitedForTheTask() {
    BackgroundScheduler second = afterALife(false);
    second.start();
    fixture.advance(Duration.ofMinutes(50));
    assertThat(ran).isEmpty();
    assertThat(second.getJob("report")).isPresent();
    assertThat(fixture.events(TroubleEvent.UnknownTask.class))
        .extracting(TroubleEvent.UnknownTask::task)
        .contains("report");

    second.register(new Durable("second"));
    fixture.advance(Duration.ofMinutes(5));

    assertThat(ran).containsExactly("second");
  }

  @Test
  void restart_withAnotherTriggerAndMethod_takesTheNewDefinition() {
    BackgroundScheduler second = afterALife(false);
    Job job = only(second.register(new Changed()));
    second.start();

    assertThat(job.name()).isEqualTo("Changed");
    assertThat(job.nextFireTime()).contains(START.plus(Duration.ofMinutes(140)));
    fixture.advance(Duration.ofMinutes(121));
    assertThat(ran).containsExactly("changed");
  }
}
