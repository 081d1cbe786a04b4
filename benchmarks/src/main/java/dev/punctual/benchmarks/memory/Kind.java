package dev.punctual.benchmarks.memory;

import java.util.Locale;
import java.util.function.IntFunction;

/** The contenders, the floor first. */
enum Kind {
  FLOOR("hand-written floor", FloorScheduler::new),
  JDK("JDK ScheduledThreadPoolExecutor", JdkContender::new),
  WHEEL("Netty HashedWheelTimer", WheelContender::new),
  SPRING("Spring ThreadPoolTaskScheduler", SpringContender::new),
  QUARTZ("Quartz RAMJobStore", QuartzContender::new),
  PUNCTUAL("Punctual MemoryJobStore", PunctualContender::new);

  private final String title;
  private final IntFunction<Contender> maker;

  Kind(String title, IntFunction<Contender> maker) {
    this.title = title;
    this.maker = maker;
  }

  /** A running scheduler without jobs. */
  Contender start(int threads) {
    return maker.apply(threads);
  }

  String title() {
    return title;
  }

  static Kind named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
