package dev.punctual.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Job;
import dev.punctual.scheduler.ScheduledJob;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.RetryPolicy;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The rest of the code that the page about control over runs shows, run for real. */
class ControlSnippetTests {

  static class Billing {

    @ScheduledJob(
        id = "charge-open-orders",
        cron = "0 3 * * *",
        timeout = "10m",
        retryAttempts = 4,
        retryFirstDelay = "5s",
        retryNotOn = IllegalArgumentException.class,
        guarantee = Guarantee.AT_LEAST_ONCE_CONFIRMED,
        priority = 9)
    void chargeOpenOrders() {
      System.out.println("charged");
    }
  }

  @Test
  void annotation_saysHowRunsAreTreated() {
    BackgroundScheduler scheduler = BackgroundScheduler.create();

    JobPolicy policy = scheduler.register(new Billing()).get(0).definition().policy();

    assertThat(policy.run().timeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(policy.run().guarantee()).isEqualTo(Guarantee.AT_LEAST_ONCE_CONFIRMED);
    assertThat(policy.run().retry())
        .isEqualTo(
            RetryPolicy.attempts(4)
                .withDelays(Duration.ofSeconds(5), Duration.ofHours(1))
                .notOn(IllegalArgumentException.class));
    assertThat(policy.priority()).isEqualTo(9);
    scheduler.close();
  }

  @Test
  void overlapQueueAndPriority_areKeptWithTheJob() {
    BackgroundScheduler scheduler =
        BackgroundScheduler.builder().executor("mail", ThreadPoolExecutor.ofSize(2)).build();

    scheduler.addJob(
        () -> System.out.println("synchronized"),
        IntervalTrigger.every(Duration.ofMinutes(5)),
        o -> o.id("sync").maxInstances(2).overflow(Overflow.QUEUE_ONE));

    Job invoices =
        scheduler.addJob(
            () -> System.out.println("invoices sent"),
            IntervalTrigger.every(Duration.ofHours(1)),
            o -> o.id("invoices").executor("mail").priority(9));

    JobPolicy sync = scheduler.getJob("sync").orElseThrow().definition().policy();
    assertThat(sync.maxInstances()).isEqualTo(2);
    assertThat(sync.overflow()).isEqualTo(Overflow.QUEUE_ONE);
    assertThat(invoices.definition().policy().queue()).isEqualTo("mail");
    assertThat(invoices.definition().policy().priority()).isEqualTo(9);
    scheduler.close();
  }

  @Test
  void twoNodes_shareWorkAndLeaveARunThatMayStartOnce() throws Exception {
    CountDownLatch paid = new CountDownLatch(1);
    MemoryJobStore store = MemoryJobStore.create();
    Task<String> pay = Task.named("pay", String.class, (order, context) -> paid.countDown());

    BackgroundScheduler web =
        BackgroundScheduler.builder().jobStore("default", store).tasks(pay).onlyTasks().build();
    BackgroundScheduler worker =
        BackgroundScheduler.builder()
            .jobStore("default", store)
            .tasks(pay)
            .onlyTasks("pay")
            .build();

    web.start();
    worker.start();
    web.addJob(pay, "order-17", DateTrigger.now(), o -> o.guarantee(Guarantee.AT_MOST_ONCE));

    assertThat(paid.await(10, TimeUnit.SECONDS)).isTrue();
    web.close();
    worker.close();
  }
}
