package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.TaskLimit;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node starts no more than its rate limits admit, and nothing else waits because of them. */
class RateLimitTests {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final EngineFixture fixture = new EngineFixture();
  private final List<Long> starts = new ArrayList<>();
  private final List<Long> others = new ArrayList<>();
  private final Task<Integer> plain =
      Task.named("plain", Integer.class, (number, context) -> starts.add(elapsed()));
  private final Task<Void> other = Task.named("other", context -> others.add(elapsed()));

  private long elapsed() {
    return Duration.between(EngineFixture.START, fixture.time.instant()).toMillis();
  }

  private void addMany(BackgroundScheduler scheduler, Task<Integer> task, int count) {
    for (int i = 0; i < count; i++) {
      scheduler.addJob(task, i, DateTrigger.now());
    }
  }

  /** What a bucket of 10 a second lets go at once and then every 100 ms. */
  private static Long[] tenASecond(int count) {
    return LongStream.range(0, count)
        .mapToObj(i -> i < 10 ? 0L : (i - 9) * 100)
        .toArray(Long[]::new);
  }

  @Test
  void executorWithALimit_startsWhatItsTokensAdmit() {
    BackgroundScheduler scheduler =
        fixture.scheduler(builder -> builder.rateLimit("default", RateLimit.of(10, SECOND)));
    scheduler.start();
    addMany(scheduler, plain, 40);

    fixture.advance(Duration.ofSeconds(60));

    assertThat(starts).containsExactly(tenASecond(40));
  }

  @Test
  void taskWithALimit_startsWhatItsTokensAdmitAndHoldsUpNoOther() {
    Task<Integer> limited = plain.withRateLimit(RateLimit.of(10, SECOND));
    BackgroundScheduler scheduler = fixture.started();
    addMany(scheduler, limited, 40);
    scheduler.addJob(other, IntervalTrigger.every(Duration.ofMillis(250)));

    fixture.advance(Duration.ofSeconds(60));

    assertThat(starts).containsExactly(tenASecond(40));
    assertThat(others).hasSize(240);
    assertThat(others.get(0)).isEqualTo(250);
    assertThat(others.get(239)).isEqualTo(60_000);
  }

  @Test
  void executorWithALimit_holdsUpNoOther() {
    BackgroundScheduler scheduler =
        fixture.scheduler(
            builder ->
                builder
                    .executor("slow", DirectExecutor.create())
                    .rateLimit("slow", RateLimit.of(1, Duration.ofMinutes(1))));
    scheduler.start();
    for (int i = 0; i < 3; i++) {
      scheduler.addJob(plain, i, DateTrigger.now(), o -> o.executor("slow"));
    }
    scheduler.addJob(other, IntervalTrigger.every(SECOND));

    fixture.advance(Duration.ofSeconds(150));

    assertThat(starts).containsExactly(0L, 60_000L, 120_000L);
    assertThat(others).hasSize(150);
  }

  @Test
  void missedFiresOfALimitedTask_areLeasedAsTokensCome() {
    Task<Integer> limited = plain.withRateLimit(RateLimit.of(1, SECOND));
    BackgroundScheduler scheduler = fixture.scheduler();
    scheduler.startPaused();
    scheduler.addJob(
        limited,
        1,
        IntervalTrigger.every(Duration.ofMinutes(1)),
        o -> o.coalesce(Coalesce.ALL).maxInstances(10));
    fixture.advance(Duration.ofMinutes(5));

    scheduler.resume();
    fixture.advance(Duration.ofSeconds(30));

    assertThat(starts).containsExactly(300_000L, 301_000L, 302_000L, 303_000L, 304_000L);
  }

  @Test
  void tokens_areSharedByAllStoresOfANode() {
    Task<Integer> limited = plain.withRateLimit(RateLimit.of(2, SECOND));
    BackgroundScheduler scheduler =
        fixture.scheduler(builder -> builder.jobStore("more", MemoryJobStore.create(fixture.time)));
    scheduler.start();
    for (int i = 0; i < 4; i++) {
      scheduler.addJob(limited, i, DateTrigger.now());
      scheduler.addJob(limited, i, DateTrigger.now(), o -> o.store("more"));
    }

    fixture.advance(Duration.ofSeconds(30));

    assertThat(starts).hasSize(8);
    // Two at once and then two a second; two stores may overdraw the bucket by one claim.
    assertThat(starts.get(7)).isBetween(3_000L, 3_500L);
  }

  @Test
  void limits_areToldToTheStoreWithEachClaim() {
    TappedStore tapped = new TappedStore(fixture.memory);
    List<Node> claims = new ArrayList<>();
    tapped.on(
        "claimDue",
        (arguments, real) -> {
          claims.add((Node) arguments[1]);
          return real.call(arguments);
        });
    fixture.store = tapped.store();
    Task<Integer> limited =
        plain.withRateLimit(RateLimit.of(2, Duration.ofMinutes(1))).withClusterLimit(3);
    BackgroundScheduler scheduler = fixture.started();
    addMany(scheduler, limited, 1);
    fixture.advance(SECOND);
    addMany(scheduler, limited, 1);
    fixture.advance(SECOND);
    addMany(scheduler, limited, 1);
    scheduler.addJob(other, DateTrigger.now());
    fixture.advance(SECOND);

    assertThat(claims.get(0).limit("plain")).isIn(new TaskLimit(1, 3), new TaskLimit(2, 3));
    assertThat(claims.get(0).tasks()).contains("plain");
    Node last = claims.get(claims.size() - 1);
    assertThat(last.tasks()).doesNotContain("plain").contains("other");
    assertThat(starts).hasSize(2);
  }

  @Test
  void rooms_askForOneInTenSlotsByAge() {
    TappedStore tapped = new TappedStore(fixture.memory);
    List<QueueRoom> rooms = new ArrayList<>();
    tapped.on(
        "claimOrFire",
        (arguments, real) -> {
          ((List<?>) arguments[2]).forEach(room -> rooms.add((QueueRoom) room));
          return real.call(arguments);
        });
    fixture.store = tapped.store();
    BackgroundScheduler scheduler = fixture.started();

    addMany(scheduler, plain, 100);
    fixture.advance(SECOND);

    assertThat(starts).hasSize(100);
    assertThat(rooms).extracting(QueueRoom::room).containsOnly(1);
    assertThat(rooms.subList(0, 90)).filteredOn(room -> room.oldest() == 1).hasSize(9);
  }

  @ParameterizedTest
  @CsvSource({"0, PT1S, 0", "1000001, PT1S, 1000001", "1, PT0S, PT0S", "1, P366D, PT8784H"})
  void limit_outOfRange_isRefusedByName(int runs, Duration period, String named) {
    assertThatThrownBy(() -> RateLimit.of(runs, period))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  @Test
  void onlyTasks_areTaken_andCodeOfThisProcess() {
    BackgroundScheduler picky = fixture.scheduler(builder -> builder.onlyTasks("other"));
    picky.start();
    List<Instant> code = new ArrayList<>();
    picky.addJob(plain, 1, DateTrigger.now());
    picky.addJob(other, DateTrigger.now());
    picky.addJob(context -> code.add(context.fireTime()), DateTrigger.now());

    fixture.advance(Duration.ofMinutes(1));
    assertThat(starts).isEmpty();
    assertThat(others).hasSize(1);
    assertThat(code).hasSize(1);
    BackgroundScheduler taker =
        BackgroundScheduler.builder()
            .time(fixture.time)
            .jobStore("default", fixture.memory)
            .executor("default", DirectExecutor.create())
            .tasks(plain)
            .build();
    taker.start();
    fixture.advance(SECOND);

    assertThat(starts).hasSize(1);
  }
}
