package dev.punctual.benchmarks.jdbc;

import dev.punctual.benchmarks.Restable;
import dev.punctual.benchmarks.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/**
 * Quartz with its JDBC store as a node of a cluster, which acquires triggers in batches under its
 * lock and looks for new ones as often as its documentation thinks sensible.
 */
final class QuartzContender implements Restable {

  private static final int LOOK_MILLIS = 5_000;

  private static Work work = new Work(0);

  private final Scheduler scheduler;

  QuartzContender(Setup setup, Work work) {
    QuartzContender.work = work;
    DBConnectionManager.getInstance().addConnectionProvider("bench", new Pool(setup));
    Properties quartz = new Properties();
    quartz.setProperty("org.quartz.scheduler.instanceName", "bench");
    quartz.setProperty("org.quartz.scheduler.instanceId", "AUTO");
    quartz.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    quartz.setProperty(
        "org.quartz.scheduler.batchTriggerAcquisitionMaxCount", Integer.toString(setup.threads()));
    quartz.setProperty("org.quartz.scheduler.idleWaitTime", Integer.toString(LOOK_MILLIS));
    quartz.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    quartz.setProperty("org.quartz.threadPool.threadCount", Integer.toString(setup.threads()));
    quartz.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
    quartz.setProperty(
        "org.quartz.jobStore.driverDelegateClass",
        "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");
    quartz.setProperty("org.quartz.jobStore.dataSource", "bench");
    quartz.setProperty("org.quartz.jobStore.isClustered", "true");
    quartz.setProperty("org.quartz.jobStore.acquireTriggersWithinLock", "true");
    try {
      scheduler = new StdSchedulerFactory(quartz).getScheduler();
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void start() {
    try {
      scheduler.start();
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void rest() {
    try {
      scheduler.standby();
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void add(long due) {
    try {
      scheduler.scheduleJob(job(), trigger(due));
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void addAll(List<Long> due) {
    Map<JobDetail, Set<? extends Trigger>> all = new HashMap<>();
    due.forEach(each -> all.put(job(), Set.of(trigger(each))));
    try {
      scheduler.scheduleJobs(all, false);
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JobDetail job() {
    return JobBuilder.newJob(WorkJob.class).build();
  }

  private static Trigger trigger(long due) {
    return TriggerBuilder.newTrigger().startAt(new Date(due)).build();
  }

  @Override
  public void close() {
    try {
      scheduler.shutdown(false);
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Does the work of this process. */
  public static final class WorkJob implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      work.run(context.getScheduledFireTime().getTime());
    }
  }

  private record Pool(Setup setup) implements ConnectionProvider {
    @Override
    public Connection getConnection() throws SQLException {
      return setup.source().getConnection();
    }

    @Override
    public void initialize() {}

    @Override
    public void shutdown() {}
  }
}
