package dev.punctual.scheduler.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that crashes and comes back. */
class DatabaseDownIT {

  private static final Duration FIVE_TIMES_A_SECOND = Duration.ofMillis(200);
  private static final Duration DOWN = Duration.ofSeconds(20);

  @TempDir private Path folder;

  private EmbeddedPostgres start(int port) throws Exception {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("data"))
        .setCleanDataDirectory(false)
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setPort(port)
        .start();
  }

  /** What was acknowledged must be in its log; it has no time to write anything more. */
  private void crash(EmbeddedPostgres server) throws Exception {
    String pid = Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0);
    ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    assertThat(process.destroyForcibly()).isTrue();
    process.onExit().get(30, TimeUnit.SECONDS);
    server.close();
  }

  @Test
  void databaseThatCrashed_isFoundAgainAndNothingIsLost() throws Exception {
    EmbeddedPostgres server = start(0);
    int port = server.getPort();
    Ledger ledger = new Ledger();
    Task<Void> once = ledger.task("once");
    Task<Void> often = ledger.task("often");
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl("jdbc:postgresql://localhost:" + port + "/postgres?user=postgres");
      pool.setConnectionTimeout(1_000);
      JdbcJobStore store =
          JdbcJobStore.builder(pool)
              .schemaMode(SchemaMode.CREATE)
              .poll(Duration.ofSeconds(1))
              .open();
      BackgroundScheduler scheduler =
          BackgroundScheduler.builder().tasks(once, often).jobStore("default", store).build();
      try {
        scheduler.start();
        scheduler.addJob(often, IntervalTrigger.every(FIVE_TIMES_A_SECOND), o -> o.id("often"));
        for (int i = 0; i < 20; i++) {
          ledger.add(scheduler, once, "before-" + i);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> ledger.runs() > 25);
        for (int i = 0; i < 20; i++) { // acknowledged, and perhaps not run when the lights go out
          ledger.add(scheduler, once, "last-" + i);
        }

        crash(server);
        assertThatThrownBy(
                () -> scheduler.addJob(once, DateTrigger.at(Instant.now()), o -> o.id("refused")))
            .isInstanceOf(StoreException.class);
        TimeUnit.MILLISECONDS.sleep(DOWN.toMillis());
        assertThat(scheduler.health().loops()).anyMatch(loop -> loop.failures() > 0);
        server = start(port);

        int runs = ledger.runs();
        awaitMore(ledger, runs + 10, scheduler);
        ledger.add(scheduler, once, "after");
        ledger.awaitAll(scheduler, Duration.ofSeconds(60));
        Ledger.assertAlive(scheduler);
        Ledger.assertNoFireIsLost(scheduler, "often", FIVE_TIMES_A_SECOND);
        assertThat(ledger.repeated()).isLessThanOrEqualTo(21);
      } finally {
        scheduler.shutdownNow();
      }
    } finally {
      server.close();
    }
  }

  private static void awaitMore(Ledger ledger, int runs, BackgroundScheduler scheduler) {
    try {
      await().atMost(Duration.ofSeconds(60)).until(() -> ledger.runs() > runs);
    } catch (ConditionTimeoutException stuck) {
      throw new AssertionError(
          ledger.runs() + " runs; " + scheduler.health() + "; " + scheduler.liveExecutions(100),
          stuck);
    }
  }
}
