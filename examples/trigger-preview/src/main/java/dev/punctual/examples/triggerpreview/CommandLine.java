package dev.punctual.examples.triggerpreview;

import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.DstPolicy;
import java.time.Instant;
import java.time.ZoneId;

/**
 * What the command line says.
 *
 * @param json whether triggers come as JSON lines on standard input
 * @param trigger the schedule, when it does not
 * @param from fires at or after this instant are shown
 * @param count how many of them
 */
record CommandLine(boolean json, CronTrigger trigger, Instant from, int count) {

  static final String USAGE =
      """
      usage: java -jar trigger-preview.jar SCHEDULE [options]
             java -jar trigger-preview.jar --json < vectors
        --dialect crontab|apscheduler|quartz|spring   how SCHEDULE is read (crontab)
        --zone ZONE                                   whose clock counts (the machine's)
        --preset recommended|apscheduler3|wall-clock|unix
        --from INSTANT                                where to begin (now)
        --start INSTANT  --end INSTANT                bounds of the schedule
        --count N                                     how many fires, 1 to 1000 (5)""";

  private static final int MOST = 1_000;

  /**
   * Reads the arguments.
   *
   * @param now the default of {@code --from}
   * @throws IllegalArgumentException naming what is wrong
   */
  static CommandLine parse(Instant now, String... args) {
    if (args.length == 1 && args[0].equals("--json")) {
      return new CommandLine(true, CronTrigger.crontab("@daily"), now, 0);
    }
    if (args.length == 0 || args[0].startsWith("--")) {
      throw new IllegalArgumentException("a schedule comes first\n" + USAGE);
    }
    Options options = new Options();
    for (int i = 1; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value\n" + USAGE);
      }
      options.put(args[i], args[i + 1]);
    }
    return options.commandLine(args[0], now);
  }

  /** Options as they are read. */
  private static final class Options {
    private String dialect = "crontab";
    private ZoneId zone = ZoneId.systemDefault();
    private DstPolicy policy = DstPolicy.RECOMMENDED;
    private Instant from;
    private Instant start;
    private Instant end;
    private int count = 5;

    void put(String option, String value) {
      try {
        switch (option) {
          case "--dialect" -> dialect = value;
          case "--zone" -> zone = ZoneId.of(value);
          case "--preset" -> policy = TriggerReader.preset(value);
          case "--from" -> from = Instant.parse(value);
          case "--start" -> start = Instant.parse(value);
          case "--end" -> end = Instant.parse(value);
          case "--count" -> count = count(value);
          default -> throw new IllegalArgumentException("unknown option");
        }
      } catch (RuntimeException wrong) {
        throw new IllegalArgumentException(
            option + " " + value + ": " + wrong.getMessage() + "\n" + USAGE, wrong);
      }
    }

    private static int count(String value) {
      int count = Integer.parseInt(value);
      if (count < 1 || count > MOST) {
        throw new IllegalArgumentException("use a number from 1 to " + MOST);
      }
      return count;
    }

    CommandLine commandLine(String schedule, Instant now) {
      CronTrigger trigger = TriggerReader.cron(dialect, schedule).withZone(zone).withDst(policy);
      trigger = start == null ? trigger : trigger.withStart(start);
      trigger = end == null ? trigger : trigger.withEnd(end);
      return new CommandLine(false, trigger, from == null ? now : from, count);
    }
  }
}
