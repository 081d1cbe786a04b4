package dev.punctual.benchmarks.memory;

import dev.punctual.benchmarks.Clocks;
import io.netty.util.HashedWheelTimer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Netty's wheel with ticks of a millisecond: runs jobs on its one thread, keeps no record. */
final class WheelContender implements Contender {

  private static final int SLOTS = 1_024;

  private final HashedWheelTimer wheel = new HashedWheelTimer(1, TimeUnit.MILLISECONDS, SLOTS);

  WheelContender(int ignoredThreads) {
    wheel.start();
  }

  @Override
  public void addOnce(long due, Runnable job) {
    wheel.newTimeout(timeout -> job.run(), Clocks.nanosUntil(due), TimeUnit.NANOSECONDS);
  }

  @Override
  public void addEverySecond(long first, LongConsumer job) {
    again(new EverySecond(first, job));
  }

  private void again(EverySecond job) {
    wheel.newTimeout(
        timeout -> {
          job.run();
          again(job);
        },
        Clocks.nanosUntil(job.next()),
        TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    wheel.stop();
  }
}
