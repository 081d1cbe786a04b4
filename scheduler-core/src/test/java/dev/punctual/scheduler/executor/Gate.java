package dev.punctual.scheduler.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Something that happens once and that a test waits for, though not for ever. */
final class Gate {

  private static final long PATIENCE_SECONDS = 30;

  private final CountDownLatch latch;

  Gate() {
    this(1);
  }

  Gate(int parts) {
    this.latch = new CountDownLatch(parts);
  }

  void open() {
    latch.countDown();
  }

  void await() {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("opened in time").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting", e);
    }
  }
}
