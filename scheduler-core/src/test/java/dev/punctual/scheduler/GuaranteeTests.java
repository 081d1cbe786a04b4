package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.codec.PayloadException;
import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The start of a run is recorded before its code is called, where its guarantee needs that. */
class GuaranteeTests {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final EngineFixture fixture = new EngineFixture();
  private final TappedStore tapped = new TappedStore(fixture.memory);
  private final List<String> order = new ArrayList<>();

  private BackgroundScheduler started() {
    fixture.store = tapped.store();
    return fixture.started();
  }

  private void add(BackgroundScheduler scheduler, Guarantee guarantee) {
    scheduler.addJob(
        context -> order.add("code"), DateTrigger.now(), o -> o.id("job").guarantee(guarantee));
  }

  private List<ExecutionState> states() {
    return fixture.ended().stream().map(EndedExecution::state).toList();
  }

  private void noteStarts() {
    tapped.on(
        "start",
        (arguments, real) -> {
          order.add("start");
          return real.call(arguments);
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = Guarantee.class,
      names = {"AT_MOST_ONCE", "AT_LEAST_ONCE_CONFIRMED"})
  void start_isRecordedBeforeTheCodeIsCalled(Guarantee guarantee) {
    BackgroundScheduler scheduler = started();
    noteStarts();
    add(scheduler, guarantee);

    fixture.advance(SECOND);

    assertThat(order).containsExactly("start", "code");
    assertThat(states()).containsExactly(ExecutionState.SUCCEEDED);
  }

  @Test
  void plainRun_asksForNothing() {
    BackgroundScheduler scheduler = started();
    noteStarts();
    add(scheduler, Guarantee.AT_LEAST_ONCE);

    fixture.advance(SECOND);

    assertThat(order).containsExactly("code");
  }

  @ParameterizedTest
  @EnumSource(
      value = Guarantee.class,
      names = {"AT_MOST_ONCE", "AT_LEAST_ONCE_CONFIRMED"})
  void startThatIsRefused_callsNoCodeAndGivesTheRunBack(Guarantee guarantee) {
    BackgroundScheduler scheduler = started();
    int[] refusals = {2};
    tapped.on(
        "start", (arguments, real) -> refusals[0]-- > 0 ? List.of(false) : real.call(arguments));
    add(scheduler, guarantee);

    fixture.advance(SECOND);

    assertThat(refusals[0]).isEqualTo(-1);
    assertThat(order).containsExactly("code");
    assertThat(states()).containsExactly(ExecutionState.SUCCEEDED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Guarantee.class,
      names = {"AT_MOST_ONCE", "AT_LEAST_ONCE_CONFIRMED"})
  void pause_whileTheStartIsConfirmed_keepsTheCodeFromBeingCalledUntilResumed(Guarantee guarantee) {
    BackgroundScheduler scheduler = started();
    boolean[] first = {true};
    tapped.on(
        "start",
        (arguments, real) -> {
          Object answer = real.call(arguments);
          if (first[0]) {
            first[0] = false;
            scheduler.pauseJob("job");
          }
          return answer;
        });
    scheduler.addJob(
        context -> order.add("code"),
        IntervalTrigger.every(SECOND),
        o -> o.id("job").guarantee(guarantee));

    fixture.advance(SECOND);

    assertThat(first[0]).isFalse();
    assertThat(order).isEmpty();
    assertThat(scheduler.liveExecutions(10))
        .singleElement()
        .satisfies(held -> assertThat(held.state()).isEqualTo(ExecutionState.HELD));
    scheduler.resumeJob("job");
    fixture.advance(Duration.ofMillis(100));
    assertThat(order).containsExactly("code");
    assertThat(states()).containsExactly(ExecutionState.SUCCEEDED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Guarantee.class,
      names = {"AT_MOST_ONCE", "AT_LEAST_ONCE_CONFIRMED"})
  void confirmation_thatComesAfterTheGraceTime_missesTheRun(Guarantee guarantee) {
    fixture.store = tapped.store();
    HeldExecutor held = new HeldExecutor();
    BackgroundScheduler scheduler = fixture.scheduler(b -> b.executor("default", held));
    scheduler.start();
    tapped.on(
        "start",
        (arguments, real) -> {
          Object answer = real.call(arguments);
          fixture.advance(SECOND.multipliedBy(3));
          return answer;
        });
    scheduler.addJob(
        context -> order.add("code"),
        DateTrigger.now(),
        o -> o.id("job").guarantee(guarantee).misfireGraceTime(SECOND.multipliedBy(2)));
    fixture.advance(SECOND);

    held.runAll();
    fixture.advance(SECOND);

    assertThat(order).isEmpty();
    assertThat(states()).containsExactly(ExecutionState.MISSED);
  }

  @Test
  void pauseAtTheLastMoment_keepsAConfirmedRunFromStarting() {
    BackgroundScheduler scheduler = started();
    BackgroundScheduler other = otherNode();
    tapped.on(
        "start",
        (arguments, real) -> {
          other.pauseJob("job");
          return real.call(arguments);
        });
    scheduler.addJob(
        context -> order.add("code"),
        IntervalTrigger.every(SECOND),
        o -> o.id("job").guarantee(Guarantee.AT_LEAST_ONCE_CONFIRMED));

    fixture.advance(Duration.ofMillis(1_500));

    assertThat(order).isEmpty();
    assertThat(fixture.memory.history().live(null, null, 10).items())
        .extracting(row -> row.state())
        .containsExactly(ExecutionState.HELD);
    tapped.clear();
    other.resumeJob("job");
    fixture.advance(Duration.ofMillis(100));
    assertThat(order).containsExactly("code");
  }

  private BackgroundScheduler otherNode() {
    BackgroundScheduler other =
        BackgroundScheduler.builder()
            .time(fixture.time)
            .jobStore("default", fixture.memory)
            .executor("default", DirectExecutor.create())
            .onlyTasks()
            .build();
    other.start();
    return other;
  }

  @ParameterizedTest
  @EnumSource(
      value = Guarantee.class,
      names = {"AT_MOST_ONCE", "AT_LEAST_ONCE_CONFIRMED"})
  void startWhoseReplyIsLost_callsTheCodeOnceLater(Guarantee guarantee) {
    BackgroundScheduler scheduler = started();
    int[] losses = {5};
    tapped.on(
        "start",
        (arguments, real) -> {
          Object answer = real.call(arguments);
          if (losses[0]-- > 0) {
            throw new StoreException("no reply to start");
          }
          return answer;
        });
    add(scheduler, guarantee);

    fixture.advance(Duration.ofMinutes(5));

    assertThat(order).containsExactly("code");
    assertThat(states()).containsExactly(ExecutionState.SUCCEEDED);
    assertThat(fixture.events(ExecutionEvent.Started.class)).hasSize(1);
  }

  @Test
  void startWithoutReply_whoseLeaseCannotBeGivenBack_isFoundAndCalledOnce() {
    BackgroundScheduler scheduler = started();
    int[] losses = {2};
    tapped.on(
        "start",
        (arguments, real) -> {
          Object answer = real.call(arguments);
          if (losses[0]-- > 0) {
            throw new StoreException("no reply to start");
          }
          return answer;
        });
    int[] failures = {2};
    tapped.on(
        "release",
        (arguments, real) -> {
          if (failures[0]-- > 0) {
            throw new StoreException("no connection for release");
          }
          return real.call(arguments);
        });
    add(scheduler, Guarantee.AT_MOST_ONCE);

    fixture.advance(Duration.ofMinutes(5));

    assertThat(failures[0]).isLessThan(0);
    assertThat(order).containsExactly("code");
    assertThat(states()).containsExactly(ExecutionState.SUCCEEDED);
  }

  @Test
  void nodeThatDiesAfterTheStart_leavesARunOfAtMostOnceLost() {
    BackgroundScheduler dying = started();
    Task<String> task =
        Task.async(
            "t",
            String.class,
            (text, context) -> {
              order.add("code");
              return new CompletableFuture<>();
            });
    dying.addJob(task, "x", DateTrigger.now(), o -> o.guarantee(Guarantee.AT_MOST_ONCE));
    fixture.advance(SECOND);
    tapped.on(
        "renew",
        (arguments, real) -> {
          throw new StoreException("this node is cut off");
        });
    BackgroundScheduler other =
        BackgroundScheduler.builder()
            .time(fixture.time)
            .jobStore("default", fixture.memory)
            .executor("default", DirectExecutor.create())
            .tasks(task)
            .build();
    other.start();

    fixture.advance(Duration.ofMinutes(2));

    assertThat(order).containsExactly("code");
    assertThat(states()).containsExactly(ExecutionState.LOST);
  }

  @Test
  void codeThatThrowsAPayloadException_hasFailedAndIsNotParked() {
    BackgroundScheduler scheduler = started();
    scheduler.addJob(
        context -> {
          order.add("code");
          throw new PayloadException("written by the code itself");
        },
        DateTrigger.now(),
        o -> o.guarantee(Guarantee.AT_MOST_ONCE));

    fixture.advance(Duration.ofMinutes(5));

    assertThat(order).containsExactly("code");
    assertThat(states()).containsExactly(ExecutionState.DEAD);
  }
}
