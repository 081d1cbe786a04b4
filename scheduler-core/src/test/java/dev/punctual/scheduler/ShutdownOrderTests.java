package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A store is closed after the last call to it, unless that call hangs. */
class ShutdownOrderTests {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final EngineFixture fixture = new EngineFixture();
  private final TappedStore tapped = new TappedStore(fixture.memory);
  private final List<Instant> closed = new ArrayList<>();
  private final List<Instant> answered = new ArrayList<>();

  /** What has the engine let go of its store. */
  static Stream<Arguments> ends() {
    BiConsumer<EngineFixture, BackgroundScheduler> shutdown =
        (fixture, scheduler) -> scheduler.shutdown(Duration.ZERO);
    BiConsumer<EngineFixture, BackgroundScheduler> removal =
        (fixture, scheduler) -> scheduler.removeStore("default");
    return Stream.of(
        arguments(named("a shutdown", shutdown)), arguments(named("its removal", removal)));
  }

  @ParameterizedTest(name = "by {0}")
  @MethodSource("ends")
  void store_isClosedAfterACallUnderWay(BiConsumer<EngineFixture, BackgroundScheduler> end) {
    endDuringACall(end, Duration.ofSeconds(3));

    assertThat(closed).singleElement().isEqualTo(answered.get(0));
  }

  @ParameterizedTest(name = "by {0}")
  @MethodSource("ends")
  void store_thatHangs_isClosedAllTheSame(BiConsumer<EngineFixture, BackgroundScheduler> end) {
    endDuringACall(end, Duration.ofMinutes(1));

    assertThat(closed)
        .singleElement()
        .satisfies(
            at ->
                assertThat(Duration.between(EngineFixture.START, at))
                    .isBetween(LONGEST_WAIT, LONGEST_WAIT.plusMillis(200)));
  }

  @Test
  void store_thatHangs_isClosedWhenALimitedShutdownIsDue() {
    endDuringACall(
        (fixture, scheduler) -> {
          var unused = scheduler.engine().shutdownLater(Duration.ofSeconds(2));
        },
        Duration.ofMinutes(1));

    assertThat(closed).containsExactly(EngineFixture.START.plusSeconds(2));
  }

  private void endDuringACall(
      BiConsumer<EngineFixture, BackgroundScheduler> end, Duration answerAfter) {
    fixture.store = tapped.store();
    BackgroundScheduler scheduler = fixture.scheduler();
    tapped.on(
        "tick",
        (arguments, real) -> {
          tapped.clear();
          recordClose();
          end.accept(fixture, scheduler);
          assertThat(fixture.time.await(new CompletableFuture<>(), answerAfter)).isFalse();
          answered.add(fixture.time.instant());
          return real.call(arguments);
        });

    scheduler.start();
    fixture.advance(Duration.ofMinutes(2));
  }

  private void recordClose() {
    tapped.on(
        "close",
        (arguments, real) -> {
          closed.add(fixture.time.instant());
          return real.call(arguments);
        });
  }
}
