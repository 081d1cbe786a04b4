package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of claims while the ends of too many runs wait to be written. */
class OutcomeBacklogTests {

  private static final int THREADS = 4;
  private static final int FULL = 64; // so many ends that wait keep what was claimed from beginning
  private static final Duration MOMENT = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  private final EngineFixture fixture = new EngineFixture();
  private final HeldExecutor threads = new HeldExecutor(THREADS);
  private final List<String> ran = new ArrayList<>();
  private final Task<Void> task = Task.named("short", context -> ran.add(context.jobId()));
  private BackgroundScheduler scheduler;
  private boolean broken;
  private int claims;
  private final Map<String, Integer> asked = new HashMap<>(); // the room of the latest call

  @BeforeEach
  void open() {
    TappedStore tapped = new TappedStore(DurableStore.over(fixture.memory));
    tapped.on(
        "complete",
        (arguments, real) -> {
          if (broken) {
            throw new StoreException("ends are not taken now");
          }
          return real.call(arguments);
        });
    tapped.on(
        "claimOrFire",
        (arguments, real) -> {
          claims++;
          return claim("claimOrFire", arguments, real);
        });
    tapped.on("claimDue", (arguments, real) -> claim("claimDue", arguments, real));
    fixture.store = tapped.store();
    scheduler = fixture.scheduler(builder -> builder.executor("default", threads));
    scheduler.start();
    learnThatRunsAreShort();
    breakWith(800);
  }

  private Object claim(String method, Object[] arguments, TappedStore.Real real) throws Throwable {
    asked.put(method, ((QueueRoom) ((List<?>) arguments[2]).get(0)).room());
    return real.call(arguments);
  }

  private void learnThatRunsAreShort() {
    add(100);
    for (int i = 0; i < 20; i++) {
      fixture.advance(MOMENT);
      threads.runAll();
    }
    fixture.advance(MOMENT);
    assertThat(fixture.ended()).hasSize(100);
  }

  /** Jobs of which the first ones end, which cannot be written. */
  private void breakWith(int jobs) {
    broken = true;
    add(jobs);
    fixture.advance(Duration.ofMillis(1));
    threads.runAll();
    assertThat(ran).hasSizeBetween(100 + FULL, jobs);
  }

  private void add(int jobs) {
    for (int i = 0; i < jobs; i++) {
      scheduler.addJob(task, DateTrigger.now());
    }
  }

  private long live(ExecutionState state) {
    return scheduler.liveExecutions(1_000).stream().filter(row -> row.state() == state).count();
  }

  @Test
  void claim_whileTooManyEndsWait_isMadeButItsRunsAreHeldBack() {
    int before = claims;
    fixture.advance(MOMENT);

    assertThat(claims).isGreaterThan(before);
    assertThat(live(ExecutionState.CLAIMED)).isGreaterThan(ran.size() - 100);
    assertThat(threads.size()).isZero();
  }

  @Test
  void runsThatAreHeldBack_takeTheRoomOfWhatIsClaimedAfterThem() {
    scheduler.getJobs().forEach(Job::remove);
    int ranBefore = ran.size();
    add(30);
    fixture.advance(Duration.ofMillis(1));

    assertThat(live(ExecutionState.CLAIMED)).isEqualTo(ranBefore - 100 + 30);
    assertThat(threads.size()).isZero();
    assertThat(asked.get("claimDue")).isEqualTo(asked.get("claimOrFire") - 30);
  }

  @Test
  void runsThatAreHeldBack_beginWhenEndsAreWritten() {
    fixture.advance(MOMENT);
    broken = false;
    fixture.advance(Duration.ofMillis(200));

    assertThat(threads.size()).isPositive();
  }

  @Test
  void runsThatAreHeldBackForLong_areGivenBackAndNothingElseIsClaimed() {
    fixture.advance(Duration.ofMillis(300));
    assertThat(live(ExecutionState.CLAIMED)).isEqualTo(ran.size() - 100);
    assertThat(live(ExecutionState.SCHEDULED)).isPositive();

    int before = claims;
    fixture.advance(Duration.ofSeconds(20));
    assertThat(claims).isEqualTo(before);
  }

  @Test
  void everything_runsOnceWhenTheStoreTakesEndsAgain() {
    fixture.advance(Duration.ofMillis(300));
    broken = false;
    fixture.advance(LONGEST_PAUSE);
    for (int i = 0; i < 200; i++) {
      threads.runAll();
      fixture.advance(MOMENT);
    }

    assertThat(ran).hasSize(900).doesNotHaveDuplicates();
    assertThat(fixture.ended()).hasSize(900);
  }
}
