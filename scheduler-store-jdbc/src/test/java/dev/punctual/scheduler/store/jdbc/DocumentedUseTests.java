package dev.punctual.scheduler.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the page on databases shows. */
class DocumentedUseTests {

  private static final TestDatabase DATABASE = TestDatabase.h2();

  private final DataSource dataSource = DATABASE.source();
  private final Task<Mail> sendMail = Task.named("send-mail", Mail.class, (mail, context) -> {});

  /** What mails are sent from. */
  record Mail(String to) {}

  @BeforeAll
  static void makeTables() {
    JdbcJobStore.builder(DATABASE.source()).schemaMode(SchemaMode.CREATE).open().close();
    DATABASE.execute("CREATE TABLE orders (name varchar(100))");
  }

  @AfterAll
  static void stop() throws IOException {
    DATABASE.close();
  }

  private static void insertOrder(Connection connection, String name) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO orders (name) VALUES (?)")) {
      insert.setString(1, name);
      insert.execute();
    }
  }

  @Test
  void scheduler_startsTwiceWithOneJob() {
    start().shutdown();
    BackgroundScheduler again = start();

    assertThat(again.getJobs()).extracting(job -> job.id()).contains("daily-mail");
    again.shutdown();
    assertThat(DATABASE.number("SELECT count(*) FROM punctual_job WHERE id = 'daily-mail'"))
        .isEqualTo(1);
  }

  private BackgroundScheduler start() {
    BackgroundScheduler scheduler =
        BackgroundScheduler.builder()
            .jobStore("default", JdbcJobStore.open(dataSource))
            .tasks(sendMail)
            .build();
    scheduler.start();
    scheduler.addJob(
        sendMail,
        new Mail("a@b.c"),
        CronTrigger.crontab("30 9 * * mon-fri"),
        o -> o.id("daily-mail").onConflict(ConflictPolicy.UPDATE_DEFINITION));
    return scheduler;
  }

  @Test
  void transactions_keepJobsAndWritesTogether() throws SQLException {
    Jdbi jdbi = Jdbi.create(dataSource);
    JdbcJobStore store =
        JdbcJobStore.builder(dataSource).tablePrefix("mail_").schemaMode(SchemaMode.CREATE).open();
    Task<Mail> book =
        Task.named(
            "book",
            Mail.class,
            store.once(
                (mail, connection, context) -> {
                  insertOrder(connection, mail.to());
                }));
    try (BackgroundScheduler scheduler =
        BackgroundScheduler.builder().tasks(sendMail, book).jobStore("default", store).build()) {
      try (JdbcTransaction transaction = store.begin()) {
        insertOrder(transaction.connection(), "order 7");
        scheduler.addJob(sendMail, new Mail("a@b.c"), DateTrigger.at(Instant.now()));
        transaction.commit();
      }
      joined(jdbi, store, scheduler);

      assertThat(scheduler.getJobs()).hasSize(2);
    }
    assertThat(DATABASE.number("SELECT count(*) FROM orders")).isEqualTo(2);
  }

  @SuppressWarnings("try") // the transaction is joined by being there
  private void joined(Jdbi jdbi, JdbcJobStore store, BackgroundScheduler scheduler) {
    jdbi.useTransaction(
        handle -> {
          handle.execute("INSERT INTO orders VALUES ('order 8')");
          try (JoinedTransaction joined = store.join(handle.getConnection())) {
            scheduler.addJob(sendMail, new Mail("a@b.c"), DateTrigger.at(Instant.now()));
          }
        });
  }
}
