package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.internal.time.TappedTime;
import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a store does not take back at first it is given as soon as it answers again. */
class GivingBackTests {

  private final EngineFixture fixture = new EngineFixture();
  private final HeldExecutor executor = new HeldExecutor();
  private final FaultyStore store = new FaultyStore(fixture.memory, 1, FaultyStore.When.BEFORE);
  private Runnable onWake = () -> {};

  private BackgroundScheduler schedulerWithAHeldRun() {
    fixture.store = store.store();
    BackgroundScheduler scheduler =
        fixture.scheduler(
            b ->
                b.time(TappedTime.over(fixture.time, this::startLoop))
                    .executor("default", executor));
    scheduler.start();
    scheduler.addJob(() -> {}, DateTrigger.at(EngineFixture.START.plusSeconds(1)));
    fixture.advance(Duration.ofSeconds(2));
    assertThat(executor.size()).isOne();
    return scheduler;
  }

  /** A woken dispatch loop does its round before whoever wakes it goes on. */
  private TimeSource.Loop startLoop(String name, TimeSource.LoopBody body) {
    TimeSource.Loop real = fixture.time.startLoop(name, body);
    if (!name.endsWith("-dispatch")) {
      return real;
    }
    return (TimeSource.Loop)
        Proxy.newProxyInstance(
            TimeSource.class.getClassLoader(),
            new Class<?>[] {TimeSource.Loop.class},
            (proxy, method, arguments) -> {
              Object answer = method.invoke(real, arguments);
              if (method.getName().equals("wake")) {
                onWake.run();
                body.round();
              }
              return answer;
            });
  }

  @Test
  void run_thatTheStoreDidNotTakeBack_isGivenBackByARoundThatBeginsAtOnce() {
    BackgroundScheduler scheduler = schedulerWithAHeldRun();
    store.begin();
    onWake = store::end;

    scheduler.pause();

    assertThat(fixture.memory.history().live(null, null, 10).items())
        .extracting(ExecutionRecord::state)
        .containsExactly(ExecutionState.SCHEDULED);
  }
}
