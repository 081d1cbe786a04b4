package dev.punctual.scheduler.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.internal.time.TappedTime;
import dev.punctual.scheduler.internal.time.TimeSource.Loop;
import dev.punctual.scheduler.internal.time.TimeSource.LoopBody;
import dev.punctual.scheduler.internal.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What others want of a loop while it is being started is not lost. */
class GuardedLoopTests {

  private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-03-02T08:00:00Z"), 7);
  private final GuardedLoop loop =
      new GuardedLoop(
          "loop",
          TappedTime.over(time, this::startSlowly),
          new EventBus(time),
          this::round,
          () -> {});
  private Runnable inFirstRound = () -> {};
  private int rounds;

  /** The first round of a loop has ended before whoever started it goes on. */
  private Loop startSlowly(String name, LoopBody body) {
    Loop started = time.startLoop(name, body);
    time.advance(Duration.ofSeconds(1));
    return started;
  }

  private long round() {
    rounds++;
    if (rounds == 1) {
      inFirstRound.run();
    }
    return LoopBody.UNTIL_WOKEN;
  }

  @Test
  void wake_inTheFirstRound_bringsAnother() {
    inFirstRound = loop::wake;

    loop.start();
    time.advance(Duration.ofSeconds(1));

    assertThat(rounds).isEqualTo(2);
  }

  @Test
  void stop_inTheFirstRound_endsTheLoop() {
    inFirstRound = loop::stop;

    loop.start();
    loop.wake();
    time.advance(Duration.ofSeconds(1));

    assertThat(rounds).isOne();
    assertThat(loop.ended()).isCompleted();
  }

  @Test
  void loop_thatNobodyWakes_restsAfterItsFirstRound() {
    loop.start();
    time.advance(Duration.ofSeconds(1));

    assertThat(rounds).isOne();
  }
}
