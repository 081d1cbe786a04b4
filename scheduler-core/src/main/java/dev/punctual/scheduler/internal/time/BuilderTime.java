package dev.punctual.scheduler.internal.time;

import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Gives a scheduler's builder another time than the system's; for the modules made for tests. */
public final class BuilderTime {

  private static volatile @Nullable BiConsumer<Object, TimeSource> setter;

  private BuilderTime() {}

  /** Says how a builder takes its time; called once by the class of builders. */
  public static void install(BiConsumer<Object, TimeSource> howToSet) {
    setter = howToSet;
  }

  /**
   * Has {@code builder} make a scheduler that lives by {@code time}.
   *
   * @param builder a {@code SchedulerBuilder}
   */
  public static void set(Object builder, TimeSource time) {
    Objects.requireNonNull(setter, "no builder was made yet").accept(builder, time);
  }
}
