package dev.punctual.scheduler.internal.cron;

import org.jspecify.annotations.Nullable;

/**
 * APScheduler's rule for fields that are left out: those before the last given one admit every
 * value, those after it only their lowest, except that week and weekday always admit every value.
 * With no field at all every second matches.
 */
final class FieldDefaults {

  private final CronDialect dialect;

  FieldDefaults(CronDialect dialect) {
    this.dialect = dialect;
  }

  void apply(@Nullable FieldValues[] fields) {
    int last = fields.length - 1;
    while (last >= 0 && fields[last] == null) {
      last--;
    }
    for (int i = 0; i < fields.length; i++) {
      if (fields[i] == null) {
        Unit unit = Unit.at(i);
        boolean lowest = last >= 0 && i > last && unit != Unit.WEEK && unit != Unit.WEEKDAY;
        fields[i] = lowest ? lowest(unit) : all(dialect, unit);
      }
    }
  }

  private FieldValues lowest(Unit unit) {
    FieldValues values = new FieldValues();
    values.bits = 1L << dialect.min(unit);
    return values;
  }

  /** Every value of a field; for years, whose bits are not used, no restriction. */
  static FieldValues all(CronDialect dialect, Unit unit) {
    FieldValues values = new FieldValues();
    values.star = true;
    if (unit != Unit.YEAR) {
      int min = dialect.min(unit);
      values.bits = (-1L >>> (63 - (dialect.max(unit) - min))) << min;
    }
    return values;
  }
}
