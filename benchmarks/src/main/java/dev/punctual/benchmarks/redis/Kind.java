package dev.punctual.benchmarks.redis;

import dev.punctual.benchmarks.Contender;
import dev.punctual.benchmarks.Work;
import java.util.List;
import java.util.Locale;

/** The contenders, the floor first. */
enum Kind {
  /** Three scripts that do the bare work. */
  RAW("raw protocol", 1, List.of("{raw}:job", "{raw}:run"), RawContender::new),
  /** {@code RScheduledExecutorService}. */
  REDISSON("Redisson", 10, RedissonContender.LEFT, RedissonContender::new),
  PUNCTUAL(
      "Punctual RedisJobStore",
      1,
      List.of("{punctual:default}:j", "{punctual:default}:x"),
      PunctualContender::new);

  private final String title;
  private final int part;
  private final List<String> left;
  private final Maker maker;

  /** Makes a node of a contender. */
  interface Maker {
    Contender make(Setup setup, Work work);
  }

  Kind(String title, int part, List<String> left, Maker maker) {
    this.title = title;
    this.part = part;
    this.left = left;
    this.maker = maker;
  }

  String title() {
    return title;
  }

  /** By what the number of jobs is divided, for those that would take minutes. */
  int part() {
    return part;
  }

  /** The keys that hold jobs until they are finished and recorded as such. */
  List<String> left() {
    return left;
  }

  /** A node that does not run anything yet. */
  Contender open(Setup setup, Work work) {
    return maker.make(setup, work);
  }

  static Kind named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
