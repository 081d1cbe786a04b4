package dev.punctual.benchmarks.memory;

import java.util.Date;
import java.util.Properties;
import java.util.function.LongConsumer;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Quartz with its memory store and a job of its own for each trigger, since many triggers on one
 * job are slow to remove. A job finds its code in its data.
 */
final class QuartzContender implements Contender {

  private static final String CODE = "code";

  private final Scheduler scheduler;

  QuartzContender(int threads) {
    Properties setup = new Properties();
    setup.setProperty("org.quartz.scheduler.instanceName", "quartz-" + System.nanoTime());
    setup.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    setup.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    setup.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    setup.setProperty("org.quartz.threadPool.threadCount", Integer.toString(threads));
    setup.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
    String batch = System.getProperty("quartz.batch", "1");
    setup.setProperty("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", batch);
    try {
      scheduler = new StdSchedulerFactory(setup).getScheduler();
      scheduler.start();
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void addOnce(long due, Runnable job) {
    add(job, OnceJob.class, TriggerBuilder.newTrigger().startAt(new Date(due)).build());
  }

  @Override
  public void addEverySecond(long first, LongConsumer job) {
    Trigger trigger =
        TriggerBuilder.newTrigger()
            .startAt(new Date(first))
            .withSchedule(SimpleScheduleBuilder.repeatSecondlyForever())
            .build();
    add(job, SecondJob.class, trigger);
  }

  private void add(Object code, Class<? extends Job> type, Trigger trigger) {
    JobDetail job = JobBuilder.newJob(type).build();
    job.getJobDataMap().put(CODE, code);
    try {
      scheduler.scheduleJob(job, trigger);
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      scheduler.shutdown(false);
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a Runnable. */
  public static final class OnceJob implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      ((Runnable) context.getJobDetail().getJobDataMap().get(CODE)).run();
    }
  }

  /** Runs a LongConsumer. */
  public static final class SecondJob implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      LongConsumer code = (LongConsumer) context.getJobDetail().getJobDataMap().get(CODE);
      code.accept(context.getScheduledFireTime().getTime());
    }
  }
}
