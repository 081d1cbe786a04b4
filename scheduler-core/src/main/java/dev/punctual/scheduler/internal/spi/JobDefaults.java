package dev.punctual.scheduler.internal.spi;

import dev.punctual.scheduler.internal.config.MapConfig;
import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.JobPolicy;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The policy of jobs that say nothing else, as a change of the policy that would hold without it.
 */
final class JobDefaults implements UnaryOperator<JobPolicy> {

  private static final String COALESCE = "coalesce";
  private static final String GRACE = "misfire-grace-time";
  private static final String NO_LIMIT = "none";
  private static final int MOST_INSTANCES = 1_000_000;
  private static final int MOST_CATCH_UP = 10_000;

  private final MapConfig config;

  /** Reads everything once, so that {@code config} knows its problems. */
  JobDefaults(MapConfig config) {
    this.config = config;
    apply(JobPolicy.DEFAULT);
  }

  @Override
  public JobPolicy apply(JobPolicy base) {
    return new JobPolicy(
        base.queue(),
        config.number("priority", base.priority(), 0, 9),
        coalesce(base.coalesce()),
        grace(base.misfireGraceTime()),
        config.number("max-instances", base.maxInstances(), 1, MOST_INSTANCES),
        config.choice("overflow", base.overflow()),
        config.number("max-catch-up", base.maxCatchUp(), 1, MOST_CATCH_UP),
        base.run());
  }

  /** APScheduler's flag, true for the latest missed fire and false for all, or a constant. */
  private Coalesce coalesce(Coalesce base) {
    String text = config.text(COALESCE, null);
    Boolean flag = text == null ? null : MapConfig.flag(text);
    if (flag == null) {
      return config.choice(COALESCE, base);
    }
    return flag ? Coalesce.LATEST : Coalesce.ALL;
  }

  private @Nullable Duration grace(@Nullable Duration base) {
    String text = config.text(GRACE, null);
    if (text != null && text.strip().equalsIgnoreCase(NO_LIMIT)) {
      return null;
    }
    Duration grace = config.duration(GRACE, base);
    if (grace != null && grace.isZero()) {
      config.refuse(GRACE, "use more than zero, or 'none' for no limit");
      return base;
    }
    return grace;
  }
}
