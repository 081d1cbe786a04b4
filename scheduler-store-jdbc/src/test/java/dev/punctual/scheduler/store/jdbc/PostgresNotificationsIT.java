package dev.punctual.scheduler.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.tck.SampleJobs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one node tells another through PostgreSQL. */
class PostgresNotificationsIT {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.postgres();

  private final String prefix = TestDatabase.freshPrefix();
  private final String listening =
      "FROM pg_stat_activity WHERE query LIKE 'LISTEN " + prefix + "%'";
  private JobStore teller;
  private JobStore listener;

  @BeforeEach
  void open() {
    teller = store();
    listener = store();
  }

  @AfterEach
  void close() {
    teller.close();
    listener.close();
  }

  private JobStore store() {
    return JdbcJobStore.builder(DATABASE.source())
        .tablePrefix(prefix)
        .schemaMode(SchemaMode.CREATE)
        .open();
  }

  @Test
  void hint_isHeardByTheOtherNode() throws InterruptedException {
    BlockingQueue<Instant> heard = hear();
    awaitListening();
    heard.clear();

    put("j", Instant.now());

    assertThat(heard.poll(10, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void hint_afterTheConnectionsThatListenWereCut_isHeardAgain() {
    BlockingQueue<Instant> heard = hear();
    awaitListening();

    assertThat(DATABASE.number("SELECT count(pg_terminate_backend(pid)) " + listening))
        .isPositive();
    awaitListening();
    heard.clear();
    put("j", Instant.now());

    await().atMost(Duration.ofSeconds(60)).until(() -> !heard.isEmpty());
  }

  @Test
  void hint_ofWorkThatOthersFindByThemselves_isNotSent() throws InterruptedException {
    BlockingQueue<Instant> heard = hear();
    awaitListening();
    heard.clear();

    put("later", Instant.now().plus(Duration.ofHours(1)));
    put("now", Instant.now());

    Instant first = heard.poll(10, TimeUnit.SECONDS);
    assertThat(first).isNotNull().isBefore(Instant.now().plus(Duration.ofMinutes(1)));
  }

  @Test
  void textThatIsNoHint_isLeftAlone() throws InterruptedException {
    BlockingQueue<Instant> heard = hear();
    awaitListening();
    heard.clear();

    DATABASE.number("SELECT count(pg_notify('" + prefix + "due', '; DROP TABLE job'))");
    DATABASE.number("SELECT count(pg_notify('" + prefix + "due', ''))");
    put("j", Instant.now());

    assertThat(heard.poll(10, TimeUnit.SECONDS)).isNotNull();
  }

  private BlockingQueue<Instant> hear() {
    BlockingQueue<Instant> heard = new LinkedBlockingQueue<>();
    Hints.Listener ear = heard::add;
    listener.hints().subscribe(ear);
    return heard;
  }

  /** The pool may hand out a connection that was cut, until it notices. */
  private void awaitListening() {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .until(() -> DATABASE.number("SELECT count(*) " + listening) >= 2);
  }

  private void put(String id, Instant due) {
    Instant millis = Instant.ofEpochMilli(due.toEpochMilli());
    teller.jobs().put(List.of(SampleJobs.once(id, "task", millis)), ConflictPolicy.FAIL);
  }
}
