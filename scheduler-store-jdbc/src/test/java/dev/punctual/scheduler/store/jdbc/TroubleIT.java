package dev.punctual.scheduler.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Networks that cut, databases that fail, and pools that run dry, on a real PostgreSQL. */
class TroubleIT {

  private static final Duration LONG = Duration.ofSeconds(90);
  private static final Duration OFTEN = Duration.ofMillis(100);
  private static final long SEED = Long.getLong("trouble.seed", System.nanoTime());

  private static EmbeddedPostgres server;

  private final String prefix = TestDatabase.freshPrefix();
  private final Ledger ledger = new Ledger();
  private final Task<Void> once = ledger.task("once");
  private final Task<Void> often = ledger.task("often");

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("deadlock_timeout", "20ms").start();
    System.out.println("trouble.seed=" + SEED);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static HikariDataSource pool(int port, int size) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl("jdbc:postgresql://localhost:" + port + "/postgres?user=postgres");
    pool.setMaximumPoolSize(size);
    pool.setConnectionTimeout(1_000);
    return pool;
  }

  private JdbcJobStore.Builder store(DataSource source) {
    return JdbcJobStore.builder(source)
        .tablePrefix(prefix)
        .schemaMode(SchemaMode.CREATE)
        .poll(Duration.ofSeconds(1));
  }

  private BackgroundScheduler scheduler(JdbcJobStore store, Task<?>... more) {
    return BackgroundScheduler.builder()
        .tasks(once, often)
        .tasks(more)
        .jobStore("default", store)
        .build();
  }

  @Test
  void connectionsThatAreReset_costNoJob() throws Exception {
    Random chance = new Random(SEED);
    try (CuttingProxy proxy = new CuttingProxy(server.getPort());
        HikariDataSource pool = pool(proxy.port(), 10);
        BackgroundScheduler scheduler = scheduler(store(pool).open())) {
      scheduler.start();
      scheduler.addJob(often, IntervalTrigger.every(OFTEN), o -> o.id("often"));
      for (int i = 0; i < 60; i++) {
        for (int j = 0; j < 5; j++) {
          ledger.add(scheduler, once, "job-" + i + "-" + j);
        }
        proxy.cut();
        TimeUnit.MILLISECONDS.sleep(chance.nextInt(200));
      }

      assertThat(proxy.cuts()).isGreaterThan(60);
      ledger.awaitAll(scheduler, LONG);
      Ledger.assertAlive(scheduler);
      Ledger.assertNoFireIsLost(scheduler, "often", OFTEN);
    }
  }

  @Test
  void linkThatIsSilentlyDead_holdsNoCallForEver() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(server.getPort());
        HikariDataSource pool = pool(proxy.port(), 10)) {
      JdbcJobStore store = store(pool).open();
      try (BackgroundScheduler scheduler = scheduler(store)) {
        scheduler.start();
        scheduler.addJob(often, IntervalTrigger.every(OFTEN), o -> o.id("often"));
        await().atMost(LONG).until(() -> ledger.runs() > 5);
        proxy.freeze();
        CompletableFuture<Throwable> call =
            CompletableFuture.supplyAsync(() -> catchThrowable(() -> store.jobs().get("often")));
        assertThat(call.get(30, TimeUnit.SECONDS)).isInstanceOf(StoreException.class);
        proxy.thaw();

        int runs = ledger.runs();
        await().atMost(LONG).until(() -> ledger.runs() > runs + 5);
        Ledger.assertAlive(scheduler);
      }
    }
  }

  @Test
  void deadlocksWithOthers_costNoJobAndNoLoop() throws Exception {
    try (HikariDataSource pool = pool(server.getPort(), 10)) {
      JdbcJobStore store = store(pool).open();
      long before = deadlocks();
      try (Meddler meddler = new Meddler(server.getPostgresDatabase(), prefix, SEED);
          BackgroundScheduler scheduler = scheduler(store)) {
        scheduler.start();
        scheduler.addJob(often, IntervalTrigger.every(OFTEN), o -> o.id("often"));
        long end = System.nanoTime() + LONG.toNanos();
        int jobs = 0;
        long found = 0;
        while (found < 20 || found <= meddler.victims()) { // until the store was a victim, too
          assertThat(System.nanoTime()).as("%s deadlocks in time", found).isLessThan(end);
          found = deadlocks() - before;
          for (int i = 0; i < 50; i++) {
            ledger.add(scheduler, once, "job-" + jobs++);
          }
        }
        meddler.stop();

        ledger.awaitAll(scheduler, LONG);
        Ledger.assertAlive(scheduler);
        Ledger.assertNoFireIsLost(scheduler, "often", OFTEN);
        assertThat(ledger.repeated()).isZero();
      }
    }
  }

  private static long deadlocks() {
    return Long.parseLong(
        text("SELECT deadlocks FROM pg_stat_database WHERE datname = 'postgres'").get(0));
  }

  @Test
  void statementsThatFailByDeadlock_areRepeatedUntilAllIsDone() {
    try (HikariDataSource pool = pool(server.getPort(), 10)) {
      Deadlocks deadlocks = new Deadlocks(SEED);
      DataSource faulty = WatchedSource.of(pool, deadlocks);
      try (BackgroundScheduler scheduler = scheduler(store(faulty).open())) {
        scheduler.start();
        scheduler.addJob(often, IntervalTrigger.every(OFTEN), o -> o.id("often"));
        deadlocks.failing(20);
        for (int i = 0; i < 200; i++) {
          ledger.add(scheduler, once, "job-" + i);
        }
        await().atMost(LONG).until(() -> deadlocks.failures() > 200 && ledger.runs() > 215);
        deadlocks.failing(0);

        ledger.awaitAll(scheduler, LONG);
        Ledger.assertAlive(scheduler);
        Ledger.assertNoFireIsLost(scheduler, "often", OFTEN);
        assertThat(ledger.repeated()).isZero();
      }
    }
  }

  @Test
  void poolThatJobsUseUp_costsNoLeaseAndNoJob() throws Exception {
    CountDownLatch enough = new CountDownLatch(1);
    AtomicInteger holders = new AtomicInteger();
    try (HikariDataSource pool = pool(server.getPort(), 6)) {
      Task<Void> greedy =
          Task.named(
              "greedy",
              context -> {
                try (Connection held = pool.getConnection()) {
                  assertThat(held.isValid(1)).isTrue();
                  holders.incrementAndGet();
                  enough.await();
                }
              });
      JdbcJobStore store = store(pool).open();
      try (BackgroundScheduler scheduler = scheduler(store, greedy)) {
        scheduler.start();
        for (int i = 0; i < 4; i++) {
          int number = i;
          scheduler.addJob(greedy, DateTrigger.at(Instant.now()), o -> o.id("greedy-" + number));
        }
        await().atMost(LONG).until(() -> holders.get() == 4);
        List<LeaseRef> leases = leases();

        assertThatThrownBy(() -> store.jobs().get("greedy-0")).isInstanceOf(StoreException.class);
        for (int i = 0; i < 5; i++) {
          assertThat(store.leases().renew(owner(), Duration.ofSeconds(30), leases).lost())
              .isEmpty();
        }
        enough.countDown();

        ledger.add(scheduler, once, "after");
        ledger.awaitAll(scheduler, LONG);
        await().atMost(LONG).until(() -> scheduler.liveExecutions(10).isEmpty());
        assertThat(holders).hasValue(4);
        Ledger.assertAlive(scheduler);
      }
    }
  }

  private String owner() {
    return text("SELECT min(owner) FROM " + prefix + "execution").get(0);
  }

  private List<LeaseRef> leases() {
    return text("SELECT id || ' ' || token FROM " + prefix + "execution WHERE state = 4").stream()
        .map(
            line ->
                new LeaseRef(
                    ExecutionId.parse(line.substring(0, line.lastIndexOf(' '))),
                    Long.parseLong(line.substring(line.lastIndexOf(' ') + 1))))
        .toList();
  }

  private static List<String> text(String sql) {
    List<String> rows = new ArrayList<>();
    try (Connection direct = server.getPostgresDatabase().getConnection();
        Statement statement = direct.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        rows.add(found.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }
}
