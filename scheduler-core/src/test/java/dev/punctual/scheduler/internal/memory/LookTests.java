package dev.punctual.scheduler.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.History.Standing;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.Overflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a store promises about looking executions up by id. */
class LookTests {

  private final StoreFixture f = new StoreFixture();

  @Test
  void look_findsAllThatIsKeptAndNothingThatIsForgotten() {
    JobStore small = MemoryJobStore.create(f.clock, 1_500, Duration.ofDays(1));
    small.jobs().put(List.of(f.job("j", StoreFixture.overlap(10, Overflow.SKIP))), onConflict());
    List<ExecutionId> ids = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      ExecutionId id = small.queue().submit("j", "r" + i).id();
      small.leases().cancel(id);
      ids.add(id);
      if (i % 97 == 0) {
        assertThat(small.history().find(id)).isPresent();
      }
    }

    assertThat(ids.subList(8_500, 10_000)).allMatch(id -> small.history().find(id).isPresent());
    assertThat(ids.subList(0, 8_500)).allMatch(id -> small.history().find(id).isEmpty());
    while (small.history().purge(Duration.ofDays(1), 10, 1_000) > 0) {}
    assertThat(ids.stream().filter(id -> small.history().find(id).isPresent()))
        .containsExactlyElementsOf(ids.subList(9_990, 10_000));
  }

  @Test
  void look_withoutHistory_knowsLiveOnesOnly() {
    JobStore none = MemoryJobStore.create(f.clock, 0, Duration.ofDays(1));
    none.jobs().put(List.of(f.job("j")), onConflict());
    ExecutionId id = none.queue().submit("j", "r").id();
    assertThat(none.history().look(List.of(id)).get(0).state()).isNotNull();

    none.leases().cancel(id);

    assertThat(none.history().look(List.of(id)).get(0)).isEqualTo(new Standing(id, null, null));
  }

  private static ConflictPolicy onConflict() {
    return ConflictPolicy.FAIL;
  }
}
