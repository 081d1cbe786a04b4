package dev.punctual.scheduler.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node whose connections are cut at random bytes: nothing fires twice, nothing is lost. */
class CutConnectionsIT {

  private static final int CUTS = 200;
  private static final int BATCH = 20;

  @RegisterExtension static final TestServer SERVER = TestServer.start();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = 4_711)
  @Timeout(120)
  void everyFire_throughConnectionsThatAreCut_runsOnce(long given) {
    long seed = Long.getLong("punctual.redis.seed", given);
    try (CuttingProxy proxy = CuttingProxy.to(SERVER.port(), seed);
        RedisJobStore behind = open("redis://127.0.0.1:" + proxy.port(), proxy, seed);
        RedisJobStore direct = RedisJobStore.builder(SERVER.url()).namespace("cut" + seed).open()) {
      Run run = new Run(behind);
      int added = 0;
      while (proxy.cuts() < CUTS) {
        List<JobRecord> jobs = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
          jobs.add(StoreDriver.due("j" + added++, Payload.none()));
        }
        run.again(() -> behind.jobs().put(jobs, ConflictPolicy.FAIL));
        run.round();
      }
      proxy.heal();
      while (run.round() > 0) {
        // What was left behind is found.
      }

      assertThat(run.starts).hasSize(added).allSatisfy((id, count) -> assertThat(count).isOne());
      assertThat(direct.jobs().page(JobFilter.ALL, null, 10).items()).isEmpty();
      assertThat(direct.history().live(null, null, 10).items()).isEmpty();
      List<ExecutionId> ended = new ArrayList<>();
      String cursor = null;
      do {
        Page<EndedExecution> page = direct.history().ended(HistoryFilter.ALL, cursor, 1_000);
        page.items().forEach(row -> ended.add(row.id()));
        assertThat(page.items()).allMatch(row -> row.state() == ExecutionState.SUCCEEDED);
        cursor = page.cursor();
      } while (cursor != null);
      assertThat(ended).hasSize(added).doesNotHaveDuplicates();
    }
  }

  @Test
  void claim_sentAgainByAnotherObject_isAnsweredAlike() {
    try (RedisJobStore one = RedisJobStore.builder(SERVER.url()).namespace("again").open();
        RedisJobStore other = RedisJobStore.builder(SERVER.url()).namespace("again").open()) {
      StoreDriver driver = new StoreDriver(one);
      driver.put("j", Payload.none());
      assertThat(driver.claim("request"))
          .hasSize(1)
          .isEqualTo(
              other
                  .queue()
                  .claimJobs(
                      "request", driver.node(), StoreDriver.ROOM, StoreDriver.LEASE, Duration.ZERO)
                  .claims());
    }
  }

  private static RedisJobStore open(String url, CuttingProxy proxy, long seed) {
    while (true) {
      try {
        return RedisJobStore.builder(url)
            .namespace("cut" + seed)
            .timeout(Duration.ofSeconds(2))
            .open();
      } catch (StoreException cut) {
        assertThat(proxy.cuts()).isPositive();
      }
    }
  }

  /** One node, which repeats each call until it is answered, as engines do. */
  private static final class Run {

    final Map<ExecutionId, Integer> starts = new HashMap<>();
    private final RedisJobStore store;
    private final StoreDriver driver;

    Run(RedisJobStore store) {
      this.store = store;
      this.driver = new StoreDriver(store);
    }

    /** Makes a call until it is answered. */
    <T> T again(Supplier<T> call) {
      while (true) {
        try {
          return call.get();
        } catch (StoreException cut) {
          pause();
        }
      }
    }

    /** Fires, runs and completes what is due; answers how many. */
    int round() {
      String request = driver.request();
      List<FireDecision> decisions =
          again(() -> driver.claim(request)).stream().map(StoreDriver::decide).toList();
      List<ExecutionRecord> leased = new ArrayList<>(fire(decisions));
      String another = driver.request();
      leased.addAll(
          again(
              () ->
                  store
                      .queue()
                      .claimDue(
                          another,
                          driver.node(),
                          StoreDriver.ROOM,
                          StoreDriver.LEASE,
                          Duration.ZERO)
                      .claimed()));
      complete(leased);
      return leased.size();
    }

    /** A lost reply leaves leases that the node does not know; it gives them back. */
    private List<ExecutionRecord> fire(List<FireDecision> decisions) {
      try {
        FireReply reply = store.queue().fire(driver.node(), StoreDriver.LEASE, decisions);
        return reply.results().stream().flatMap(each -> each.claimed().stream()).toList();
      } catch (StoreException cut) {
        again(() -> store.queue().fire(driver.node(), StoreDriver.LEASE, decisions))
            .results()
            .forEach(
                each ->
                    assertThat(each.claimed().size())
                        .as("leased by the second try")
                        .isNotNegative());
        List<LeaseRef> unknown = again(() -> store.leases().claimsOf(driver.node().owner()));
        again(() -> store.leases().release(driver.node().owner(), unknown));
        return List.of();
      }
    }

    private void complete(List<ExecutionRecord> leased) {
      if (leased.isEmpty()) {
        return;
      }
      Instant now = Instant.now();
      leased.forEach(run -> starts.merge(run.id(), 1, Integer::sum));
      List<Completion> ends =
          leased.stream()
              .map(run -> new Completion(run.lease(), Outcome.SUCCEEDED, now, now))
              .toList();
      assertThat(again(() -> store.leases().complete("node", ends)))
          .doesNotContain(CompleteStatus.FENCED);
    }

    private static void pause() {
      try {
        TimeUnit.MILLISECONDS.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
