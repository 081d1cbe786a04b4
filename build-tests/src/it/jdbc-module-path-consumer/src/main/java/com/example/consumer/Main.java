package com.example.consumer;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.store.jdbc.JdbcJobStore;
import dev.punctual.scheduler.store.jdbc.SchemaMode;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps jobs in a database, from the module path. */
public final class Main {

  private Main() {}

  /** Fails unless the store is found by its type and a job of it runs with its payload. */
  public static void main(String[] args) throws InterruptedException {
    check(JdbcJobStore.class.getModule().isNamed());
    check(
        JdbcJobStore.class
                .getClassLoader()
                .getResource("META-INF/punctual/jdbc/postgresql/V1__create.sql")
            != null);
    CountDownLatch ran = new CountDownLatch(1);
    Task<String> task =
        Task.named(
            "greet",
            String.class,
            (text, context) -> {
              if (text.equals("hello")) {
                ran.countDown();
              }
            });
    try (BackgroundScheduler scheduler =
        BackgroundScheduler.builder()
            .tasks(task)
            .jobStore(
                "default",
                Map.of(
                    "type",
                    "jdbc",
                    "url",
                    "jdbc:h2:mem:consumer",
                    "schema-mode",
                    SchemaMode.CREATE.name().toLowerCase(Locale.ROOT)))
            .build()) {
      scheduler.addJob(task, "hello", DateTrigger.at(Instant.now()));
      scheduler.start();
      check(ran.await(30, TimeUnit.SECONDS));
    }
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("see the stack trace for the line that does not hold");
    }
  }
}
