package dev.punctual.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.ExecutionContext;
import dev.punctual.scheduler.Job;
import dev.punctual.scheduler.RunResult;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.ManualTrigger;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The code that the page about results shows, run for real. */
class ResultSnippetTests {

  record Order(int pieces) {}

  private final BlockingQueue<Integer> booked = new LinkedBlockingQueue<>();

  private void alert(ExecutionContext context) {
    System.out.println(context.jobId() + " was called for");
  }

  @Test
  void chain_runsWithTheResultAndIsAwaited() throws Exception {
    Task<Order> price =
        Task.returning("price", Order.class, Integer.class, (order, context) -> 5 * order.pieces());
    Task<Integer> book = Task.named("book", Integer.class, (sum, context) -> booked.add(sum));
    BackgroundScheduler scheduler = BackgroundScheduler.create();
    scheduler.start();

    scheduler.addJob(book, 0, ManualTrigger.instance(), o -> o.id("book"));
    scheduler.addJob(this::alert, ManualTrigger.instance(), o -> o.id("alert"));
    Job job =
        scheduler.addJob(
            price,
            new Order(3),
            CronTrigger.crontab("0 6 * * *"),
            o -> o.id("price").then("book").thenOnFailure("alert"));

    ExecutionId run = job.runNow().orElseThrow();
    RunResult<Integer> result = scheduler.await(run, Integer.class, Duration.ofSeconds(30));
    if (result instanceof RunResult.Returned<Integer> returned) {
      System.out.println("costs " + returned.value());
    }

    assertThat(result.value()).isEqualTo(15);
    assertThat(booked.poll(10, TimeUnit.SECONDS)).isEqualTo(15);
    scheduler.close();
  }

  @Test
  void history_isAskedAndFailedRunsAreRunAgain() {
    BackgroundScheduler scheduler = BackgroundScheduler.create();
    scheduler.start();

    HistoryFilter failed = HistoryFilter.ofStates(ExecutionState.DEAD, ExecutionState.LOST);
    Page<EndedExecution> page = scheduler.endedExecutions("default", failed, null, 100);
    for (EndedExecution each : page.items()) {
      System.out.println(each.id() + ": " + each.error());
    }

    for (EndedExecution each : page.items()) {
      scheduler.rerun(each.id());
    }

    assertThat(page.cursor()).isNull();
    scheduler.close();
  }
}
