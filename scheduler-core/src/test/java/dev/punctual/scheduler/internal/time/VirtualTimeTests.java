package dev.punctual.scheduler.internal.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.internal.time.TimeSource.Loop;
import dev.punctual.scheduler.internal.time.TimeSource.LoopBody;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Time that moves when a test says so. */
class VirtualTimeTests {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final VirtualTime time = VirtualTime.startingAt(START, 7);
  private final List<String> seen = new ArrayList<>();

  @AfterEach
  void forgetInterrupt() {
    Thread.interrupted();
  }

  private void note(String what) {
    seen.add(what + " " + Duration.between(START, time.instant()).toSeconds());
  }

  private Loop sleeper(String name) {
    Loop loop =
        time.startLoop(
            name,
            () -> {
              note(name);
              return LoopBody.UNTIL_WOKEN;
            });
    time.runReady();
    seen.clear();
    return loop;
  }

  @Test
  void advance_runsEachStepAtItsOwnInstant() {
    time.schedule(Duration.ofSeconds(2), () -> note("b"));
    time.schedule(SECOND, () -> note("a"));
    time.schedule(Duration.ofSeconds(4), () -> note("late"));
    time.advance(Duration.ofSeconds(3));

    assertThat(seen).containsExactly("a 1", "b 2");
    assertThat(time.instant()).isEqualTo(START.plusSeconds(3));
  }

  @Test
  void advance_stepsDueTogether_runInTheOrderTheyWereMade() {
    for (int i = 0; i < 5; i++) {
      String name = "step" + i;
      time.schedule(SECOND, () -> note(name));
    }
    time.advance(SECOND);

    assertThat(seen).containsExactly("step0 1", "step1 1", "step2 1", "step3 1", "step4 1");
  }

  @Test
  void advance_negative_isRefused() {
    assertThatThrownBy(() -> time.advance(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("time cannot go by PT-1S; use zero or more, and step the clock to set it back");
    assertThatThrownBy(() -> time.schedule(Duration.ofSeconds(-1), () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-1S");
    assertThat(time.instant()).isEqualTo(START);
  }

  @Test
  void advance_beyondWhatIsLeft_isRefusedAndNamesTheRest() {
    time.advance(Duration.ofDays(100_000));

    assertThatThrownBy(() -> time.advance(Duration.ofDays(100_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("time cannot go by PT2400000H; 6751 days are left");
    assertThat(time.instant()).isEqualTo(START.plus(Duration.ofDays(100_000)));
  }

  @Test
  void advance_fromInsideAStep_isRefusedAndTheRestGoesOn() {
    AtomicReference<Throwable> refusal = new AtomicReference<>();
    time.schedule(SECOND, () -> refusal.set(thrownBy(() -> time.advance(HOUR))));
    time.schedule(Duration.ofSeconds(2), () -> note("next"));
    time.advance(Duration.ofSeconds(2));

    assertThat(refusal.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("from inside what it runs");
    assertThat(seen).containsExactly("next 2");
  }

  @Test
  void advance_whileAnotherThreadMovesTheTime_isRefused() throws Exception {
    AtomicReference<Throwable> refusal = new AtomicReference<>();
    time.schedule(
        SECOND, () -> inAnotherThread(() -> refusal.set(thrownBy(() -> time.advance(HOUR)))));
    time.advance(SECOND);

    assertThat(refusal.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another thread moves the time");
    assertThat(time.instant()).isEqualTo(START.plus(SECOND));
  }

  @Test
  void advance_throughAStepThatThrows_stopsThereAndCanGoOn() {
    time.schedule(
        SECOND,
        () -> {
          throw new IllegalStateException("seen by the test");
        });
    time.schedule(Duration.ofSeconds(2), () -> note("next"));

    assertThatThrownBy(() -> time.advance(HOUR)).hasMessage("seen by the test");
    assertThat(time.instant()).isEqualTo(START.plus(SECOND));
    time.advance(SECOND);
    assertThat(seen).containsExactly("next 2");
  }

  @Test
  void advanceUntil_stopsWhenTheEventIsComplete() {
    CompletableFuture<String> event = new CompletableFuture<>();
    time.schedule(SECOND, () -> event.complete("x"));
    time.schedule(SECOND, () -> note("not yet"));

    assertThat(time.advanceUntil(event, HOUR)).isTrue();
    assertThat(time.instant()).isEqualTo(START.plus(SECOND));
    assertThat(seen).isEmpty();
    assertThat(time.advanceUntil(new CompletableFuture<>(), HOUR)).isFalse();
    assertThat(time.instant()).isEqualTo(START.plus(SECOND).plus(HOUR));
  }

  @Test
  void loop_wokenDuringItsRound_runsAgainAtOnce() {
    AtomicReference<Loop> self = new AtomicReference<>();
    self.set(
        time.startLoop(
            "self",
            () -> {
              note("round");
              if (seen.size() == 1) {
                self.get().wake();
              }
              return LoopBody.UNTIL_WOKEN;
            }));
    time.advance(SECOND);

    assertThat(seen).containsExactly("round 0", "round 0");
  }

  @Test
  void loop_wokenByAnotherThreadDuringItsRound_runsAgainAtOnce() {
    AtomicReference<Loop> self = new AtomicReference<>();
    self.set(
        time.startLoop(
            "self",
            () -> {
              note("round");
              if (seen.size() == 1) {
                inAnotherThread(() -> self.get().wake());
              }
              return LoopBody.UNTIL_WOKEN;
            }));
    time.advance(SECOND);

    assertThat(seen).containsExactly("round 0", "round 0");
  }

  @Test
  void loop_wokenBetweenMoves_runsWithTheNextOne() {
    Loop loop = sleeper("a");
    time.advance(SECOND);
    loop.wake();
    loop.wake();

    assertThat(seen).isEmpty();
    time.runReady();
    assertThat(seen).containsExactly("a 1");
  }

  @Test
  void loop_whoseRoundThrows_runsAgainAfterATenthOfASecond() {
    List<Instant> rounds = new ArrayList<>();
    Loop loop =
        time.startLoop(
            "broken",
            () -> {
              rounds.add(time.instant());
              throw new IllegalStateException("a round must not throw");
            });

    assertThatThrownBy(() -> time.advance(HOUR)).hasMessage("a round must not throw");
    assertThat(loop.isCurrent()).isFalse();
    assertThatThrownBy(() -> time.advance(HOUR)).hasMessage("a round must not throw");
    assertThat(rounds).containsExactly(START, START.plusMillis(100));
    loop.stop();
    time.advance(HOUR);
    assertThat(loop.ended()).isDone();
    assertThat(rounds).hasSize(2);
  }

  @Test
  void loop_stoppedInItsRoundOrWhileItSleeps_endsAndIsNotWokenAgain() {
    Loop asleep = sleeper("a");
    AtomicReference<Loop> self = new AtomicReference<>();
    self.set(
        time.startLoop(
            "self",
            () -> {
              note("self");
              self.get().stop();
              return 0;
            }));
    asleep.stop();
    time.runReady();
    asleep.wake();
    self.get().wake();
    time.advance(SECOND);

    assertThat(seen).containsExactly("self 0");
    assertThat(asleep.ended()).isDone();
    assertThat(self.get().ended()).isDone();
  }

  @Test
  void loop_isCurrent_onlyInsideItsOwnRound() {
    Loop other = sleeper("other");
    AtomicReference<Loop> self = new AtomicReference<>();
    self.set(
        time.startLoop(
            "self",
            () -> {
              seen.add("self " + self.get().isCurrent() + ", other " + other.isCurrent());
              return LoopBody.UNTIL_WOKEN;
            }));
    time.runReady();

    assertThat(seen).containsExactly("self true, other false");
    assertThat(self.get().isCurrent()).isFalse();
  }

  @Test
  void stepWall_movesTheWallClockAlone() {
    long nanos = time.nanoTime();
    time.stepWall(HOUR.negated());

    assertThat(time.instant()).isEqualTo(START.minus(HOUR));
    assertThat(time.nanoTime()).isEqualTo(nanos);
    time.advance(SECOND);
    assertThat(time.instant()).isEqualTo(START.minus(HOUR).plus(SECOND));
  }

  @Test
  void stepWall_wakesEveryLoop_inTheOrderOfTheirTurns() {
    for (int i = 5; i > 0; i--) {
      String name = "loop" + i;
      long wait = Duration.ofMinutes(i).toNanos();
      time.startLoop(
          name,
          () -> {
            seen.add(name);
            return wait;
          });
    }
    time.runReady();
    seen.clear();
    time.stepWall(HOUR);

    assertThat(seen).isEmpty();
    time.runReady();
    assertThat(seen).containsExactly("loop1", "loop2", "loop3", "loop4", "loop5");
  }

  @Test
  void stepWall_fromInsideARound_hasThatLoopLookAgain() {
    time.startLoop(
        "self",
        () -> {
          note("round");
          if (seen.size() == 1) {
            time.stepWall(HOUR);
          }
          return LoopBody.UNTIL_WOKEN;
        });
    time.runReady();

    assertThat(seen).containsExactly("round 0", "round 3600");
  }

  @Test
  void stepWall_leavesScheduledActionsAtTheirElapsedTime() {
    time.schedule(SECOND, () -> seen.add("ran"));
    time.stepWall(HOUR);
    time.runReady();

    assertThat(seen).isEmpty();
    time.advance(SECOND);
    assertThat(seen).containsExactly("ran");
  }

  @Test
  void await_movesTheTimeUntilTheEventOrTheTimeout() throws Exception {
    CompletableFuture<Void> event = new CompletableFuture<>();
    time.schedule(Duration.ofMinutes(5), () -> event.completeExceptionally(new Exception("x")));

    assertThat(time.await(event, Duration.ofMinutes(2))).isFalse();
    assertThat(time.instant()).isEqualTo(START.plusSeconds(120));
    assertThat(time.await(event, HOUR)).isTrue();
    assertThat(time.instant()).isEqualTo(START.plusSeconds(300));
  }

  @Test
  void await_insideAStep_movesTheTimeOn() {
    time.schedule(Duration.ofSeconds(5), () -> note("other"));
    time.schedule(
        SECOND,
        () -> {
          note("begin");
          awaitQuietly(new CompletableFuture<>(), Duration.ofSeconds(10));
          note("end");
        });
    time.advance(Duration.ofSeconds(2));

    assertThat(seen).containsExactly("begin 1", "other 5", "end 11");
    assertThat(time.instant()).isEqualTo(START.plusSeconds(11));
  }

  @Test
  void await_ofAnInterruptedThread_throwsLikeAnyWait() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> time.await(new CompletableFuture<>(), HOUR))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(time.instant()).isEqualTo(START);
  }

  @Test
  void await_interruptedMeanwhile_stopsThere() {
    Thread test = Thread.currentThread();
    time.schedule(SECOND, test::interrupt);

    assertThatThrownBy(() -> time.await(new CompletableFuture<>(), HOUR))
        .isInstanceOf(InterruptedException.class);
    assertThat(time.instant()).isEqualTo(START.plus(SECOND));
  }

  @Test
  void await_besideTheThreadThatMovesTheTime_waitsForWhatThatBrings() {
    CompletableFuture<Void> event = new CompletableFuture<>();
    AtomicReference<Boolean> answer = new AtomicReference<>();
    Thread other = new Thread(() -> answer.set(awaitQuietly(event, HOUR)));
    time.schedule(
        SECOND,
        () -> {
          startAndLetWait(other);
          event.complete(null);
          join(other);
        });
    time.advance(SECOND);

    assertThat(answer.get()).isTrue();
    assertThat(time.instant()).isEqualTo(START.plus(SECOND));
  }

  @Test
  void await_besideAThreadThatMovedTheTimePastTheTimeout_givesUp() {
    AtomicReference<Boolean> answer = new AtomicReference<>();
    Thread other = new Thread(() -> answer.set(awaitQuietly(new CompletableFuture<>(), SECOND)));
    time.schedule(SECOND, () -> startAndLetWait(other));
    time.schedule(HOUR, () -> join(other));
    time.advance(HOUR);

    assertThat(answer.get()).isFalse();
  }

  @Test
  void zoneAndChance_areThoseItWasMadeWith() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");

    assertThat(time.zone()).isEqualTo(ZoneOffset.UTC);
    assertThat(VirtualTime.startingAt(START, berlin, 7).zone()).isEqualTo(berlin);
    assertThat(VirtualTime.startingAt(START, berlin, 7).random().nextLong())
        .isEqualTo(time.random().nextLong());
  }

  @Test
  void startBetweenMilliseconds_isKept() {
    Instant odd = START.plusNanos(123_456_789);

    assertThat(VirtualTime.startingAt(odd, 7).instant()).isEqualTo(odd);
  }

  private static Throwable thrownBy(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException thrown) {
      return thrown;
    }
    return new AssertionError("nothing was thrown");
  }

  private boolean awaitQuietly(CompletableFuture<?> event, Duration timeout) {
    try {
      return time.await(event, timeout);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void inAnotherThread(Runnable body) {
    Thread thread = new Thread(body);
    thread.start();
    join(thread);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void startAndLetWait(Thread thread) {
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }
}
