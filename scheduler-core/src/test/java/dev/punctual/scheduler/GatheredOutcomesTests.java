package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the outcomes of many runs that are under way together reach the store. */
class GatheredOutcomesTests {

  private static final int RUNS = 200;
  private static final int BATCH = 64;

  private final EngineFixture fixture = new EngineFixture();
  private final HeldExecutor held = new HeldExecutor();

  @BeforeEach
  void haveManyRunsUnderWay() {
    BackgroundScheduler scheduler = fixture.scheduler(builder -> builder.executor("default", held));
    scheduler.start();
    for (int i = 0; i < RUNS; i++) {
      scheduler.addJob(() -> {}, DateTrigger.now());
    }
    fixture.advance(Duration.ofSeconds(1));
    assertThat(held.size()).isEqualTo(RUNS);
  }

  @Test
  void outcome_whileManyOthersRun_isWrittenWithinAMillisecond() {
    held.runOne();
    fixture.advance(Duration.ofMillis(1));

    assertThat(fixture.ended()).hasSize(1);
  }

  @Test
  void outcomes_thatMakeABatch_areWrittenTogetherAtOnce() {
    for (int i = 1; i < BATCH; i++) {
      held.runOne();
    }
    assertThat(fixture.ended()).isEmpty();

    held.runOne();

    assertThat(fixture.ended()).hasSize(BATCH);
  }

  @Test
  void outcomes_ofTheLastRuns_areWrittenAtOnce() {
    held.runAll();

    assertThat(fixture.ended()).hasSize(RUNS);
  }
}
