package dev.punctual.examples.webservice;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.store.StoreException;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;

/** Starts the scheduler and the HTTP server, and stops both in order. */
public final class Main {

  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  private Main() {}

  /** See {@link CommandLine} for the options. */
  public static void main(String[] args) throws IOException {
    CommandLine options;
    try {
      options = CommandLine.parse(args);
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.err.println(CommandLine.USAGE);
      System.exit(2);
      return;
    }
    try {
      run(options);
    } catch (BindException taken) {
      System.err.println(
          "port " + options.port() + " is taken; stop what uses it or choose another with --port");
      System.exit(1);
    } catch (StoreException | ConfigProblemsException unusable) {
      System.err.println(unusable.getMessage());
      System.err.println("use another place for the jobs with --store");
      System.exit(1);
    }
  }

  private static void run(CommandLine options) throws IOException {
    HttpApi api = HttpApi.bind(options.port());
    BackgroundScheduler scheduler =
        BackgroundScheduler.builder().jobStore("default", options.store().options()).build();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(api, scheduler), "stop"));
    Jobs jobs = new Jobs(scheduler, System.out);
    jobs.addDefault();
    scheduler.start();
    api.serve(jobs);
    System.out.println("listening on http://127.0.0.1:" + api.port());
  }

  private static void stop(HttpApi api, BackgroundScheduler scheduler) {
    api.close();
    scheduler.shutdown(LONGEST_STOP);
  }
}
