package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One store object under two names is two stores to the scheduler. */
class SharedStoreObjectTests {

  private final EngineFixture fixture = new EngineFixture();
  private final TappedStore tapped = new TappedStore(fixture.memory);
  private final List<ExecutionContext> begun = new ArrayList<>();
  private final Task<Void> endless =
      Task.async(
          "endless",
          Void.class,
          (nothing, context) -> {
            begun.add(context);
            return new CompletableFuture<>();
          });

  @Test
  void doubtsUnderBothNames_takeNoLiveLeaseForALostOne() {
    fixture.store = tapped.store();
    BackgroundScheduler scheduler =
        fixture.scheduler(b -> b.jobStore("other", tapped.store()).tasks(endless));
    scheduler.start();
    scheduler.addJob(endless, DateTrigger.now());
    fixture.advance(Duration.ofSeconds(1));
    ExecutionRecord before = onlyLease();
    List<String> doubts = new ArrayList<>();
    tapped.on(
        "claimOrFire",
        (arguments, real) -> {
          throw new StoreException("no answer");
        });
    tapped.on(
        "claimsOf",
        (arguments, real) -> {
          doubts.add((String) arguments[0]);
          return real.call(arguments);
        });
    scheduler.addJob(() -> {}, DateTrigger.now());
    fixture.advance(Duration.ofSeconds(5));
    tapped.on("claimOrFire", (arguments, real) -> real.call(arguments));

    fixture.advance(Duration.ofMinutes(2));

    assertThat(doubts).as("who was in doubt").contains(before.owner());
    assertThat(doubts.stream().distinct()).as("both were").hasSize(2);
    assertThat(onlyLease().token()).isEqualTo(before.token());
    assertThat(begun).hasSize(1);
  }

  private ExecutionRecord onlyLease() {
    List<ExecutionRecord> live = fixture.memory.history().live(null, null, 10).items();
    assertThat(live).hasSize(1);
    return live.get(0);
  }
}
