package dev.punctual.scheduler.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireDecision.PlannedFire;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.JobStoreProvider;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.StoreTraits;
import dev.punctual.scheduler.trigger.Adjustment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is the memory store's own, beyond the contract. */
class MemoryJobStoreTests {

  private final ManualClock clock = new ManualClock();

  @Test
  void traits_areThoseOfAStoreInThisProcess() {
    assertThat(MemoryJobStore.create().traits()).isEqualTo(StoreTraits.IN_PROCESS);
  }

  @Test
  void now_isTheClocks() {
    assertThat(MemoryJobStore.create(clock).now()).isEqualTo(clock.instant());
  }

  @Test
  void close_keepsWhatOtherSchedulersShare() {
    StoreFixture f = new StoreFixture();
    f.put(f.job("j"));

    f.store.close();

    assertThat(f.store.jobs().get("j")).isPresent();
  }

  @Test
  void history_isBoundedByCountBetweenPurges() {
    JobStore store = MemoryJobStore.create(clock, 5, Duration.ofDays(1));
    StoreFixture f = new StoreFixture();

    for (int i = 0; i < 200; i++) {
      end(store, f, "j" + i);
    }

    assertThat(store.history().ended(HistoryFilter.ALL, null, 1_000).items())
        .extracting(row -> row.id().jobId())
        .containsExactly("j199", "j198", "j197", "j196", "j195");
  }

  @Test
  void history_isBoundedByAgeBetweenPurges() {
    JobStore store = MemoryJobStore.create(clock, 1_000, Duration.ofHours(1));
    StoreFixture f = new StoreFixture();
    end(store, f, "old");
    clock.advance(Duration.ofMinutes(61));
    end(store, f, "new");

    assertThat(store.history().ended(HistoryFilter.ALL, null, 1_000).items())
        .extracting(row -> row.id().jobId())
        .containsExactly("new");
  }

  @Test
  void history_ofNoRows_keepsNothing() {
    JobStore store = MemoryJobStore.create(clock, 0, Duration.ofHours(1));
    end(store, new StoreFixture(), "j");

    assertThat(store.history().ended(HistoryFilter.ALL, null, 10).items()).isEmpty();
  }

  @Test
  void history_isBoundedByTheSizeOfWhatItKeeps() {
    Logs logs = new Logs(HistoryLimit.DEFAULT);
    String error = "x".repeat(5 << 20); // of 10 MiB in memory

    for (int i = 0; i < 100; i++) {
      logs.recordEnd(failed(i, error), 0);
    }

    List<EndedExecution> rows = new ArrayList<>();
    logs.ended.read(Long.MAX_VALUE, 1_000, rows);
    assertThat(rows).hasSizeBetween(1, 7).startsWith(failed(99, error));
  }

  @Test
  void history_keepsTheLatestRowsAsTheyWere() {
    Logs logs = new Logs(new HistoryLimit(3_000, Duration.ofHours(1)));

    for (int i = 0; i < 10_000; i++) {
      logs.recordEnd(failed(i, "error " + i), i);
    }

    List<EndedExecution> rows = new ArrayList<>();
    assertThat(logs.ended.read(Long.MAX_VALUE, 10_000, rows)).isEqualTo(7_000);
    assertThat(rows).hasSize(3_000);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i)).isEqualTo(failed(9_999 - i, "error " + (9_999 - i)));
    }
    assertThat(logs.find(failed(6_999, "").id())).isNull();
    assertThat(logs.find(failed(7_000, "").id())).isEqualTo(failed(7_000, "error 7000"));
  }

  private static EndedExecution failed(int number, String error) {
    Instant fire = Instant.ofEpochMilli(number);
    String job = "job" + number % 7;
    return new EndedExecution(
        number % 2 == 0
            ? ExecutionId.ofFire(job, number, fire)
            : ExecutionId.ofRequest(job, number, "request"),
        "task" + number % 3,
        ExecutionState.DEAD,
        number % 4 + 1,
        number % 5 == 0 ? null : "node",
        fire,
        number % 5 == 0 ? null : fire.plusMillis(1),
        fire.plusMillis(2),
        error,
        new Payload.Encoded("codec", 1, new byte[] {1}),
        null,
        Payload.none(),
        Set.of("tag" + number % 2));
  }

  @Test
  void create_withSillyLimits_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MemoryJobStore.create(clock, -1, Duration.ofDays(1)))
        .withMessageContaining("-1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MemoryJobStore.create(clock, 10, Duration.ofDays(-1)));
  }

  @Test
  void provider_isFoundByName() {
    Stream<String> names =
        ServiceLoader.load(JobStoreProvider.class).stream().map(p -> p.get().name());

    assertThat(names).contains("memory");
  }

  @Test
  void clock_thatFails_leavesTheStoreUsable() {
    boolean[] broken = {false};
    JobStore store =
        MemoryJobStore.create(
            () -> {
              if (broken[0]) {
                throw new IllegalStateException("no time");
              }
              return clock.instant();
            });
    broken[0] = true;
    assertThat(catchThrowable(() -> store.jobs().get("j")))
        .isInstanceOf(IllegalStateException.class);
    broken[0] = false;

    Thread other = new Thread(() -> store.jobs().get("j"));
    other.setDaemon(true);
    other.start();
    assertThat(join(other)).isTrue();
  }

  @Test
  void claimDue_ofAMissedExecution_letsAWaitingOneGoInTheSameCall() {
    StoreFixture f = new StoreFixture();
    f.put(f.job("j", StoreFixture.overlap(1, Overflow.QUEUE_ONE)));
    Instant fire = f.now();
    Instant next = fire.plusSeconds(60);
    PlannedFire planned = new PlannedFire(fire, fire, fire.plusSeconds(1), Adjustment.NONE);
    FireDecision decision =
        new FireDecision(f.claimJob(f.a), List.of(planned), List.of(), fire, next, next, 0, null);
    f.fire(f.a, decision);
    f.store.queue().submit("j", "run");
    f.pass(Duration.ofSeconds(2));

    ExecutionClaims claims = f.claimDue(f.a);

    assertThat(claims.missed()).hasSize(1);
    assertThat(claims.claimed()).extracting(run -> run.id().requestId()).containsExactly("run");
  }

  @ParameterizedTest(name = "times grow by up to {0}")
  @ValueSource(ints = {0, 1, 40})
  void dueQueue_handsOutRowsInOrderHoweverTheyComeAndGo(int growth) {
    Random random = new Random(11);
    StoreFixture f = new StoreFixture();
    DueQueue<JobEntry> queue = new DueQueue<>(false);
    List<JobEntry> rows = new ArrayList<>();
    for (int i = 1; i < 2_000; i++) {
      JobEntry row = new JobEntry(f.job("j" + random.nextInt(1 << 30) + "-" + i));
      row.claimToken = (long) growth * i + random.nextInt(40);
      queue.add(row, row.claimToken);
      rows.add(row);
      if (i % 3 == 0) {
        takeOut(rows.remove(random.nextInt(rows.size())));
      }
      if (i % 5 == 0) {
        JobEntry moved = rows.get(random.nextInt(rows.size()));
        takeOut(moved);
        moved.claimToken = random.nextInt(40 + growth * i);
        queue.add(moved, moved.claimToken);
      }
    }
    rows.sort(
        (x, y) ->
            x.claimToken == y.claimToken
                ? x.key().compareTo(y.key())
                : Long.compare(x.claimToken, y.claimToken));

    List<JobEntry> drained = new ArrayList<>();
    while (!queue.isEmpty()) {
      drained.add(queue.poll());
    }
    assertThat(drained).isEqualTo(rows);
  }

  private static void takeOut(JobEntry row) {
    RowHeap<JobEntry> place = row.heap;
    if (place == null) {
      throw new AssertionError("in no heap");
    }
    place.remove(row);
  }

  @Test
  void orderKey_neverContradictsTheOrderOfIds() {
    Random random = new Random(13);
    List<String> ids = new ArrayList<>(List.of("a", "ab", "abcdefghi", "abcdefghij", "ä", "日本"));
    for (int i = 0; i < 400; i++) {
      ids.add(String.format("%016x%x", random.nextLong(), random.nextInt(16)));
      ids.add(String.format("01%014x%016x", random.nextInt(99), random.nextLong()));
      ids.add("job-" + random.nextInt(5_000));
      ids.add(String.format("%015x", random.nextLong() >>> 4));
    }
    for (String one : ids) {
      for (String other : ids) {
        long a = OrderKey.of(one);
        long b = OrderKey.of(other);
        if (OrderKey.decide(a, b)) {
          assertThat(a < b).as("%s, %s", one, other).isEqualTo(one.compareTo(other) < 0);
        }
      }
    }
  }

  @Test
  void recentIds_forgetsTheOldest() {
    RecentIds recent = new RecentIds(8);
    for (int i = 0; i < 100; i++) {
      recent.put(execution(i), i);
    }

    for (int i = 0; i < 100; i++) {
      assertThat(recent.find(new ExecutionId("j", 1, i, null)))
          .isEqualTo(i < 92 ? RecentIds.ABSENT : i);
    }
  }

  @Test
  void table_findsWhatIsInItAndNothingElse() {
    StoreFixture f = new StoreFixture();
    EntryTable<String, JobEntry> table = new EntryTable<>();
    List<JobEntry> rows = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      JobEntry row = new JobEntry(f.job("j" + i));
      rows.add(row);
      table.add(row);
    }
    Collections.shuffle(rows, new Random(17));
    List<JobEntry> gone = rows.subList(0, 19_990);
    gone.forEach(table::remove);

    assertThat(table.size()).isEqualTo(10);
    assertThat(gone).allMatch(row -> table.get(row.key()) == null);
    assertThat(rows.subList(19_990, 20_000)).allMatch(row -> table.get(row.key()) == row);
    gone.forEach(table::add);
    assertThat(table.size()).isEqualTo(20_000);
    assertThat(rows).allMatch(row -> table.get(row.key()) == row);
  }

  @Test
  void fire_ofTheOldestOfManyClaims_carriesItOut() {
    StoreFixture f = new StoreFixture();
    for (int i = 0; i < 2_000; i++) {
      f.put(f.job("j" + i));
    }
    List<QueueRoom> room = List.of(new QueueRoom("default", 1_000));
    JobClaim oldest = f.claimJobs(f.a, room).claims().get(0);
    JobClaim latest = f.claimJobs(f.a, room).claims().get(999);

    assertThat(f.fire(f.a, StoreFixture.decide(oldest, 1, clock.instant())).applied()).isTrue();
    assertThat(f.fire(f.a, StoreFixture.decide(latest, 1, clock.instant())).applied()).isTrue();
  }

  private ExecutionEntry execution(long fireAtMillis) {
    Instant now = clock.instant();
    JobEntry job = new JobEntry(new StoreFixture().job("j"));
    ExecutionId id = new ExecutionId("j", 1, fireAtMillis, null);
    return new ExecutionEntry(id, job, now, now, null, Adjustment.NONE, now);
  }

  private void end(JobStore store, StoreFixture f, String id) {
    store
        .jobs()
        .put(
            List.of(f.job(id, StoreFixture.TASK, JobPolicy.DEFAULT, clock.instant())),
            ConflictPolicy.FAIL);
    ExecutionId run = store.queue().submit(id, "run").id();
    store.leases().cancel(run);
    store.jobs().remove(List.of(id));
    List<EndedExecution> ended = store.history().ended(HistoryFilter.ofJob(id), null, 10).items();
    assertThat(ended).hasSizeLessThanOrEqualTo(1);
  }

  private static boolean join(Thread thread) {
    try {
      thread.join(10_000);
      return !thread.isAlive();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
