package dev.punctual.scheduler.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseBook.Held;
import dev.punctual.scheduler.store.LeaseBook.RenewReply;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Leases that the server has lost, or knows as older, are asserted by the node that holds them. */
class ReassertIT {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void lease_afterTheServerForgotAll_comesBackAndEnds() {
    try (TestServer server = TestServer.start();
        RedisJobStore store = RedisJobStore.open(server.url())) {
      List<String> told = losses(store);
      StoreDriver driver = new StoreDriver(store);
      driver.put("j", new Payload.Encoded("test", 1, new byte[] {1, 2, 3}));
      ExecutionRecord run = driver.fire().get(0);

      server.flush();

      assertThat(complete(store, run)).isEqualTo(CompleteStatus.FENCED);
      assertThat(told).hasSize(1).allMatch(seen -> seen.contains("without the jobs"));
      assertThat(reassert(store, driver, run, true).lost()).isEmpty();
      assertThat(store.history().live("j", null, 10).items())
          .usingRecursiveFieldByFieldElementComparatorIgnoringFields("leaseUntil", "created")
          .containsExactly(run);
      assertThat(complete(store, run)).isEqualTo(CompleteStatus.DONE);
      assertThat(ended(store)).hasSize(1);
      assertThat(told).hasSize(1);
    }
  }

  @Test
  void forgettingOfAll_isToldToEveryNode() {
    try (TestServer server = TestServer.start();
        RedisJobStore one = RedisJobStore.open(server.url());
        RedisJobStore other = RedisJobStore.open(server.url())) {
      List<String> toldOne = losses(one);
      List<String> toldOther = losses(other);

      server.flush();
      one.members().tick(new StoreDriver(one).node(), MINUTE);
      other.members().tick(new StoreDriver(other).node(), MINUTE);
      one.members().tick(new StoreDriver(one).node(), MINUTE);

      assertThat(toldOne).hasSize(1);
      assertThat(toldOther).hasSize(1);
    }
  }

  @Test
  void fire_afterTheServerCameBackOlder_happensOnceIfItsOwnerIsFirst() {
    try (TestServer server = TestServer.start();
        RedisJobStore a = RedisJobStore.open(server.url());
        RedisJobStore b = RedisJobStore.open(server.url())) {
      List<String> told = losses(a);
      StoreDriver driver = new StoreDriver(a);
      ExecutionRecord run = firedAfterTheSnapshot(server, driver);

      comeBackOlder(server, a, b);

      assertThat(told).hasSize(1).allMatch(seen -> seen.contains("restarted"));
      assertThat(a.jobs().get("j")).as("the job is due again").isPresent();
      assertThat(reassert(a, driver, run, true).lost()).isEmpty();
      assertThat(complete(a, run)).isEqualTo(CompleteStatus.DONE);
      StoreDriver other = new StoreDriver(b);
      assertThat(other.claim(other.request())).as("nothing is claimed at once").isEmpty();
      awaitClaims(other);
      assertThat(b.jobs().get("j")).isEmpty();
      assertThat(b.history().live(null, null, 10).items()).isEmpty();
      assertThat(ended(b)).extracting(EndedExecution::id).containsExactly(run.id());
    }
  }

  @Test
  void lease_thatAnotherNodeGotAfterTheServerCameBackOlder_isNewerAndStays() {
    try (TestServer server = TestServer.start();
        RedisJobStore a = RedisJobStore.open(server.url());
        RedisJobStore b = RedisJobStore.open(server.url())) {
      StoreDriver driver = new StoreDriver(a);
      ExecutionRecord run = firedAfterTheSnapshot(server, driver);
      comeBackOlder(server, a, b);
      StoreDriver other = new StoreDriver(b);
      ExecutionRecord again = awaitClaims(other).get(0);

      assertThat(again.id()).isEqualTo(run.id());
      assertThat(again.token()).isGreaterThan(run.token());
      assertThat(reassert(a, driver, run, true).lost()).containsExactly(run.lease());
      assertThat(complete(a, run)).isEqualTo(CompleteStatus.FENCED);
      assertThat(complete(b, again)).isEqualTo(CompleteStatus.DONE);
      assertThat(reassert(a, driver, run, true).lost()).containsExactly(run.lease());
      assertThat(b.history().live(null, null, 10).items()).isEmpty();
    }
  }

  @Test
  void lease_thatTheServerKnowsAsFree_isTakenBackWithWhatUsersWanted() {
    try (TestServer server = TestServer.start();
        RedisJobStore store = RedisJobStore.open(server.url())) {
      StoreDriver driver = new StoreDriver(store);
      driver.put("j", Payload.none());
      ExecutionRecord first = driver.fire().get(0);
      store.leases().release(driver.node().owner(), List.of(first.lease()));
      server.ask(commands -> commands.save());
      ExecutionRecord run = driver.claimDue().get(0);
      comeBackOlder(server, store);
      assertThat(states(store)).containsExactly(ExecutionState.SCHEDULED);

      assertThat(reassert(store, driver, run, false).lost()).isEmpty();

      assertThat(states(store)).containsExactly(ExecutionState.CLAIMED);
      assertThat(store.leases().cancel(run.id())).isEqualTo(CancelStatus.REQUESTED);
      assertThat(reassert(store, driver, run, false).cancelled()).containsExactly(run.id());
      assertThat(store.leases().release(driver.node().owner(), List.of(run.lease())))
          .containsExactly(true);
      assertThat(ended(store))
          .extracting(EndedExecution::state)
          .containsExactly(ExecutionState.CANCELLED);
    }
  }

  @Test
  void fire_thatAPromotedReplicaHadNotReceived_happensOnceIfItsOwnerIsFirst() throws Exception {
    try (TestServer primary = TestServer.start("repl-diskless-sync-delay 0");
        TestServer replica = TestServer.start("replicaof 127.0.0.1 " + primary.port());
        CuttingProxy proxy = CuttingProxy.to(primary.port(), 1)) {
      proxy.heal();
      try (RedisJobStore store = RedisJobStore.open("redis://127.0.0.1:" + proxy.port())) {
        List<String> told = losses(store);
        StoreDriver driver = new StoreDriver(store);
        driver.put("j", Payload.none());
        Awaitility.await().until(() -> !replica.keys("{punctual:default}:j").isEmpty());
        replica.ask(commands -> commands.replicaofNoOne());
        ExecutionRecord run = driver.fire().get(0);
        primary.kill();
        proxy.moveTo(replica.port());
        awaitAnswer(store);

        assertThat(told).hasSize(1);
        assertThat(reassert(store, driver, run, true).lost()).isEmpty();
        awaitClaims(driver);
        assertThat(complete(store, run)).isEqualTo(CompleteStatus.DONE);
        assertThat(store.jobs().get("j")).isEmpty();
        assertThat(store.history().live(null, null, 10).items()).isEmpty();
        assertThat(ended(store)).hasSize(1);
      }
    }
  }

  /**
   * A job that the server's snapshot has as due, and its fire, which the snapshot does not have.
   */
  private static ExecutionRecord firedAfterTheSnapshot(TestServer server, StoreDriver driver) {
    driver.put("j", Payload.none());
    server.ask(commands -> commands.save());
    return driver.fire().get(0);
  }

  private static void comeBackOlder(TestServer server, RedisJobStore... stores) {
    server.kill();
    server.startAgain();
    for (RedisJobStore store : stores) {
      awaitAnswer(store);
    }
  }

  private static void awaitAnswer(RedisJobStore store) {
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .ignoreExceptionsInstanceOf(StoreException.class)
        .until(() -> store.jobs().get("none").isEmpty());
  }

  /** Fires as soon as the store lets jobs be claimed. */
  private static List<ExecutionRecord> awaitClaims(StoreDriver driver) {
    List<ExecutionRecord> leased = new ArrayList<>();
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .until(
            () -> {
              var claims = driver.claim(driver.request());
              leased.addAll(driver.fire(claims));
              return !claims.isEmpty();
            });
    return leased;
  }

  private static List<String> losses(JobStore store) {
    List<String> told = new CopyOnWriteArrayList<>();
    store
        .hints()
        .subscribe(
            new Hints.Listener() {
              @Override
              public void dueAt(Instant due) {}

              @Override
              public void dataLossSuspected(String reason) {
                told.add(reason);
              }
            });
    return told;
  }

  private static RenewReply reassert(
      JobStore store, StoreDriver driver, ExecutionRecord run, boolean started) {
    return store
        .leases()
        .reassert(driver.node().owner(), StoreDriver.LEASE, List.of(new Held(run, started)));
  }

  private static CompleteStatus complete(JobStore store, ExecutionRecord run) {
    Instant now = Instant.now();
    return store
        .leases()
        .complete("node", List.of(new Completion(run.lease(), Outcome.SUCCEEDED, now, now)))
        .get(0);
  }

  private static List<ExecutionState> states(JobStore store) {
    return store.history().live(null, null, 10).items().stream()
        .map(ExecutionRecord::state)
        .toList();
  }

  private static List<EndedExecution> ended(JobStore store) {
    return store.history().ended(HistoryFilter.ALL, null, 10).items();
  }
}
