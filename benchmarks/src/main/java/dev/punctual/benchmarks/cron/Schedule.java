package dev.punctual.benchmarks.cron;

/** The schedules that are measured, as each engine writes them. */
public enum Schedule {
  EVERY_SECOND("* * * * * *", "* * * * * ?"),
  EVERY_5_MINUTES("0 */5 * * * *", "0 0/5 * * * ?"),
  WEEKDAYS_0930("0 30 9 * * MON-FRI", "0 30 9 ? * MON-FRI"),
  LAST_DAY_NOON("0 0 12 L * *", "0 0 12 L * ?"),
  FEBRUARY_29("0 0 0 29 2 *", "0 0 0 29 2 ?");

  final String spring;
  final String quartz;

  Schedule(String spring, String quartz) {
    this.spring = spring;
    this.quartz = quartz;
  }
}
