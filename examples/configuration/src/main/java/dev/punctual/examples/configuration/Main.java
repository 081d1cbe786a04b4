package dev.punctual.examples.configuration;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Job;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Makes the scheduler in a style and shows what it is; in all styles when none is named. */
public final class Main {

  private static final Map<String, Supplier<BackgroundScheduler>> STYLES =
      Map.of(
          "builder", Styles::builder,
          "properties", Styles::properties,
          "configure", Styles::configure);

  /** Jobs in Redis outlive the process, so what they run has a name. */
  static final Task<Void> REPORT = Task.named("report", context -> System.out.println("report"));

  private Main() {}

  /** Takes the names of styles. */
  public static void main(String[] args) throws InterruptedException {
    for (String style :
        args.length == 0 ? new String[] {"builder", "properties", "configure"} : args) {
      Supplier<BackgroundScheduler> made = STYLES.get(style);
      if (made == null) {
        System.err.println("there is no style '" + style + "'; use builder, properties, configure");
        System.exit(2);
        return;
      }
      show(style, made.get());
    }
  }

  private static void show(String style, BackgroundScheduler scheduler)
      throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(1);
    scheduler.start();
    Job daily =
        scheduler.addJob(
            REPORT, CronTrigger.crontab("30 9 * * *"), o -> o.id("daily-" + style).store("redis"));
    scheduler.addJob(
        () -> {
          System.out.println(style + ": ran on " + Thread.currentThread().getName());
          ran.countDown();
        },
        DateTrigger.now(),
        o -> o.executor("processpool"));
    System.out.println(
        style
            + ": stores "
            + scheduler.stores()
            + ", executors "
            + scheduler.executors()
            + ", next at "
            + daily.nextFireTime().orElseThrow()
            + ", at most "
            + daily.definition().policy().maxInstances()
            + " at once, missed fires "
            + daily.definition().policy().coalesce());
    ran.await();
    scheduler.removeJob(daily.id());
    scheduler.shutdown();
  }
}
