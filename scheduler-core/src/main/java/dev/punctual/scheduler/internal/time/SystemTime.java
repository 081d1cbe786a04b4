package dev.punctual.scheduler.internal.time;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** The machine's clocks and platform threads. */
public final class SystemTime implements TimeSource {

  private static final SystemTime INSTANCE = new SystemTime();

  private SystemTime() {}

  /** The only instance. */
  public static SystemTime instance() {
    return INSTANCE;
  }

  @Override
  public long millis() {
    return System.currentTimeMillis();
  }

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Loop startLoop(String name, LoopBody body) {
    SystemLoop loop = new SystemLoop(this, name, body);
    loop.start();
    return loop;
  }

  @Override
  public ThreadFactory threads(String prefix) {
    AtomicInteger count = new AtomicInteger();
    return body -> {
      Thread thread = new Thread(body, prefix + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public boolean await(CompletableFuture<?> event, Duration timeout) throws InterruptedException {
    try {
      event.get(saturatedNanos(timeout), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return event.isDone();
    } catch (ExecutionException | java.util.concurrent.CancellationException e) {
      return true;
    }
  }

  @Override
  public boolean goesByItself() {
    return true;
  }

  @Override
  public RandomGenerator random() {
    return () -> ThreadLocalRandom.current().nextLong();
  }

  @Override
  public ZoneId zone() {
    return ZoneId.systemDefault();
  }

  static long saturatedNanos(Duration duration) {
    return duration.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE : duration.toNanos();
  }
}
