package dev.punctual.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.AddResult;
import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.ExecutionContext;
import dev.punctual.scheduler.Job;
import dev.punctual.scheduler.NewJob;
import dev.punctual.scheduler.RateLimit;
import dev.punctual.scheduler.ScheduledJob;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.JobEvent;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;
import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.RetryPolicy;
import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The code that the documentation shows, run for real. */
class SnippetTests {

  record Mail(String to) {}

  private final CountDownLatch sent = new CountDownLatch(1);

  private void send(Mail mail) {
    assertThat(mail.to()).isEqualTo("a@b.c");
    sent.countDown();
  }

  @Test
  void task_withPayload_runsWithIt() throws Exception {
    Task<Mail> sendMail = Task.named("send-mail", Mail.class, (mail, context) -> send(mail));
    BackgroundScheduler scheduler =
        BackgroundScheduler.builder()
            .executor("default", ThreadPoolExecutor.ofSize(20))
            .jobDefaults(d -> d.coalesce(Coalesce.ALL).maxInstances(3))
            .zone(ZoneId.of("Europe/Berlin"))
            .tasks(sendMail)
            .build();
    scheduler.start();

    Job daily =
        scheduler.addJob(
            sendMail,
            new Mail("a@b.c"),
            CronTrigger.crontab("30 9 * * mon-fri"),
            o -> o.id("daily-mail").misfireGraceTime(Duration.ofHours(1)));
    scheduler.trigger("daily-mail");

    assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(daily.trigger().describe()).contains("09:30");
    scheduler.shutdown(Duration.ofSeconds(30));
  }

  @Test
  void job_isControlledByHandleAndById() {
    BackgroundScheduler scheduler = BackgroundScheduler.create();
    scheduler.start();

    Job job =
        scheduler.addJob(
            context -> System.out.println(context.jobId() + " of " + context.fireTime()),
            IntervalTrigger.every(Duration.ofMinutes(5)),
            o -> o.id("report"));
    job.pause();
    job.resume();
    job.modify(change -> change.maxInstances(2));
    job.reschedule(DateTrigger.at(Instant.now().plus(Duration.ofHours(1))));
    scheduler.pauseJob("report");
    scheduler.removeJob("report");

    assertThat(scheduler.getJob("report")).isEmpty();
    scheduler.close();
  }

  @Test
  void manyJobs_areAddedInOneCall() {
    Task<Mail> sendMail = Task.named("send-mail", Mail.class, (mail, context) -> send(mail));
    List<String> addresses = List.of("a@b.c", "d@e.f", "a@b.c");
    BackgroundScheduler scheduler = BackgroundScheduler.create();
    scheduler.start();

    Trigger daily = CronTrigger.crontab("30 9 * * mon-fri");
    List<NewJob> mails =
        addresses.stream()
            .map(to -> NewJob.of(sendMail, new Mail(to), daily, o -> o.id("mail-" + to)))
            .toList();
    for (AddResult result : scheduler.addJobs(mails)) {
      if (!result.isStored()) {
        System.out.println(result.jobId() + ": " + result.status());
      }
    }

    assertThat(scheduler.getJobs()).hasSize(2);
    scheduler.close();
  }

  static class Reports {

    @ScheduledJob(every = "10s")
    void refresh() {
      System.out.println("refreshed");
    }

    @ScheduledJob(id = "nightly-report", cron = "0 2 * * *", zone = "Europe/Berlin")
    void nightly(ExecutionContext context) {
      System.out.println("report of " + context.fireTime());
    }
  }

  @Test
  void annotatedMethods_areJobsOfTheirIds() {
    BackgroundScheduler scheduler = BackgroundScheduler.create();

    scheduler.register(new Reports());
    scheduler.start();

    assertThat(scheduler.getJobs())
        .extracting(Job::id)
        .containsExactly("Reports.refresh", "nightly-report");
    scheduler.close();
  }

  @Test
  void listener_hearsOfRunsAndOfSkippedFires() throws Exception {
    BackgroundScheduler scheduler = BackgroundScheduler.create();
    scheduler.subscribe(
        ExecutionEvent.Failed.class,
        event -> System.out.println(event.run().jobId() + " failed: " + event.error()));
    scheduler.subscribe(
        JobEvent.FiresSkipped.class,
        event -> System.out.println(event.jobId() + " skipped " + event.range().count()));
    scheduler.subscribe(ExecutionEvent.Failed.class, event -> sent.countDown());
    scheduler.start();
    scheduler.addJob(
        () -> {
          throw new IllegalStateException("as the page shows");
        },
        DateTrigger.now());

    assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
    scheduler.close();
  }

  private void charge(String order) {
    assertThat(order).isEqualTo("order-17");
    sent.countDown();
  }

  @Test
  void run_isRetriedLimitedAndCancelled() throws Exception {
    Task<String> charge =
        Task.named("charge", String.class, (order, context) -> charge(order))
            .withDefaults(d -> d.timeout(Duration.ofMinutes(2)))
            .retryIf(failure -> !(failure instanceof IllegalArgumentException))
            .withRateLimit(RateLimit.of(10, Duration.ofSeconds(1)))
            .withClusterLimit(3);
    BackgroundScheduler scheduler =
        BackgroundScheduler.builder()
            .jobDefaults(d -> d.retry(RetryPolicy.attempts(5)))
            .executor("mail", ThreadPoolExecutor.ofSize(4))
            .rateLimit("mail", RateLimit.of(100, Duration.ofMinutes(1)))
            .tasks(charge)
            .build();
    scheduler.start();

    Job job =
        scheduler.addJob(
            charge,
            "order-17",
            DateTrigger.now(),
            o ->
                o.retry(
                    RetryPolicy.attempts(4)
                        .withDelays(Duration.ofMillis(200), Duration.ofMinutes(1))
                        .notOn(IllegalStateException.class)));

    assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(job.definition().policy().run().retry().maxAttempts()).isEqualTo(4);
    assertThat(job.definition().policy().run().timeout()).isEqualTo(Duration.ofMinutes(2));
    CountDownLatch cancelled = new CountDownLatch(1);
    scheduler.subscribe(ExecutionEvent.Cancelled.class, event -> cancelled.countDown());
    scheduler.addJob(
        () -> new CountDownLatch(1).await(),
        IntervalTrigger.every(Duration.ofHours(1)),
        o -> o.id("report"));

    ExecutionId run = scheduler.trigger("report").orElseThrow();
    LeaseBook.CancelStatus status = scheduler.cancel(run);

    assertThat(status).isNotEqualTo(LeaseBook.CancelStatus.NOT_FOUND);
    assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    scheduler.close();
  }
}
