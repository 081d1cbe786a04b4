package dev.punctual.benchmarks.jdbc;

import static org.jobrunr.scheduling.JobBuilder.aJob;

import dev.punctual.benchmarks.Restable;
import dev.punctual.benchmarks.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.configuration.JobRunrConfiguration;
import org.jobrunr.scheduling.BackgroundJob;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;

/** JobRunr with the shortest poll that it allows. */
public final class JobRunrContender implements Restable {

  private static final Duration POLL = Duration.ofSeconds(5);

  private static Work work = new Work(0);

  private final boolean client;
  private boolean resting; // used by the thread that gives orders

  JobRunrContender(Setup setup, Work work) {
    JobRunrContender.work = work;
    this.client = setup.client();
    JobRunrConfiguration configuration =
        JobRunr.configure()
            .useStorageProvider(SqlStorageProviderFactory.using(setup.source()))
            .useBackgroundJobServerIf(
                !client,
                BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                    .andPollInterval(POLL)
                    .andWorkerCount(setup.threads()),
                false);
    configuration.initialize();
  }

  /** Does the work of this process; JobRunr finds it by name. */
  public static void run(long due) {
    work.run(due);
  }

  @Override
  public void start() {
    if (client) {
      return;
    }
    BackgroundJobServer server = JobRunr.getBackgroundJobServer();
    if (resting) {
      server.resumeProcessing();
    } else {
      server.start();
    }
    resting = false;
  }

  @Override
  public void rest() {
    resting = true;
    JobRunr.getBackgroundJobServer().pauseProcessing();
  }

  @Override
  public void add(long due) {
    BackgroundJob.schedule(Instant.ofEpochMilli(due), () -> JobRunrContender.run(due));
  }

  @Override
  public void addAll(List<Long> due) {
    BackgroundJob.create(
        due.stream()
            .map(
                each -> {
                  long time = each;
                  return aJob()
                      .scheduleAt(Instant.ofEpochMilli(time))
                      .withJobLambda(() -> JobRunrContender.run(time));
                }));
  }

  @Override
  public void close() {
    BackgroundJobServer server = JobRunr.getBackgroundJobServer();
    if (server != null) {
      server.stop();
    }
  }
}
