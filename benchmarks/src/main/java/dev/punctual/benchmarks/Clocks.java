package dev.punctual.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** The clocks that measure. */
public final class Clocks {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private Clocks() {}

  /** Wall time in nanoseconds, as exact as the system tells it. */
  public static long wallNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000 + now.getNano();
  }

  /** Nanoseconds until an epoch millisecond. */
  public static long nanosUntil(long millis) {
    return millis * NANOS_PER_MILLI - wallNanos();
  }

  /** Waits until an epoch millisecond has come. */
  public static void awaitMillis(long millis) {
    for (long left = nanosUntil(millis); left > 0; left = nanosUntil(millis)) {
      LockSupport.parkNanos(left);
    }
  }

  /** Processor time of this process so far. */
  public static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** About how long this process has compiled so far, all compilers together. */
  public static long compilingNanos() {
    return ManagementFactory.getCompilationMXBean().getTotalCompilationTime() * NANOS_PER_MILLI;
  }
}
