package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.Hints;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseBook.Held;
import dev.punctual.scheduler.store.LeaseBook.RenewReply;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that comes back without the leases it gave: the node asserts them before it gives up. */
class DataLossTests {

  private final EngineFixture fixture = new EngineFixture();
  private final HeldExecutor executor = new HeldExecutor();
  private final TappedStore tapped = new TappedStore(fixture.memory);
  private final Set<LeaseRef> forgotten = new HashSet<>();
  private final Set<LeaseRef> taken = new HashSet<>();
  private final List<Held> asserted = new ArrayList<>();
  private final List<Hints.Listener> listeners = new CopyOnWriteArrayList<>();
  private final List<String> ran = new ArrayList<>();
  private Runnable inside = () -> {};
  private BackgroundScheduler scheduler;

  /** A store that can forget leases, and lets them be asserted again unless others took them. */
  @BeforeEach
  void prepare() {
    fixture.store = tapped.store();
    tapped.on(
        "hints",
        (arguments, real) ->
            (Hints)
                listener -> {
                  listeners.add(listener);
                  return fixture.memory.hints().subscribe(listener);
                });
    tapped.on("renew", (arguments, real) -> renew(arguments, (RenewReply) real.call(arguments)));
    tapped.on("reassert", (arguments, real) -> reassert(arguments));
    tapped.on("complete", (arguments, real) -> complete(arguments, real));
    tapped.on("start", (arguments, real) -> leases(arguments, real));
    tapped.on("release", (arguments, real) -> leases(arguments, real));
  }

  private RenewReply renew(Object[] arguments, RenewReply real) {
    List<LeaseRef> lost = new ArrayList<>(real.lost());
    refs(arguments[2]).stream().filter(forgotten::contains).forEach(lost::add);
    return new RenewReply(real.storeNow(), lost, real.cancelled());
  }

  @SuppressWarnings("unchecked")
  private RenewReply reassert(Object[] arguments) {
    List<Held> held = (List<Held>) arguments[2];
    asserted.addAll(held);
    List<LeaseRef> leases = held.stream().map(each -> each.execution().lease()).toList();
    leases.stream().filter(each -> !taken.contains(each)).forEach(forgotten::remove);
    return renew(
        new Object[] {null, null, leases},
        fixture.memory.leases().renew((String) arguments[0], (Duration) arguments[1], leases));
  }

  @SuppressWarnings("unchecked")
  private Object complete(Object[] arguments, TappedStore.Real real) throws Throwable {
    List<CompleteStatus> answers = new ArrayList<>();
    for (Completion each : (List<Completion>) arguments[1]) {
      answers.addAll(
          forgotten.contains(each.lease())
              ? List.of(CompleteStatus.FENCED)
              : (List<CompleteStatus>) real.call(arguments[0], List.of(each)));
    }
    return answers;
  }

  @SuppressWarnings("unchecked")
  private Object leases(Object[] arguments, TappedStore.Real real) throws Throwable {
    List<Boolean> answers = new ArrayList<>();
    for (LeaseRef each : refs(arguments[1])) {
      answers.addAll(
          forgotten.contains(each)
              ? List.of(false)
              : (List<Boolean>) real.call(arguments[0], List.of(each)));
    }
    return answers;
  }

  @SuppressWarnings("unchecked")
  private static List<LeaseRef> refs(Object argument) {
    return (List<LeaseRef>) argument;
  }

  private void start() {
    scheduler = fixture.scheduler(b -> b.executor("default", executor));
    scheduler.start();
  }

  /** A run that is leased and waits for its thread. */
  private LeaseRef leased(String id, Guarantee guarantee) {
    scheduler.addJob(
        context -> {
          inside.run();
          ran.add(id);
        },
        DateTrigger.now(),
        o -> o.id(id).guarantee(guarantee));
    fixture.advance(Duration.ofMillis(10));
    return fixture.memory.history().live(id, null, 1).items().get(0).lease();
  }

  private void lose(LeaseRef lease) {
    forgotten.add(lease);
    tellLoss();
  }

  private void tellLoss() {
    listeners.forEach(listener -> listener.dataLossSuspected("the server came back older"));
  }

  @Test
  void waitingRun_thatTheStoreForgot_isAssertedAndRunsOnce() {
    start();
    LeaseRef lease = leased("j", Guarantee.AT_LEAST_ONCE);

    lose(lease);
    fixture.advance(Duration.ofMillis(10));

    assertThat(asserted).hasSize(1).allMatch(held -> !held.started());
    executor.runAll();
    fixture.advance(Duration.ofSeconds(1));
    assertThat(ran).containsExactly("j");
    assertSucceeded("j");
    assertThat(fixture.events(TroubleEvent.DataLossSuspected.class)).hasSize(1);
    assertThat(fixture.events(ExecutionEvent.LeaseLost.class)).isEmpty();
  }

  @Test
  void runningRun_thatTheStoreForgot_isAssertedAsStarted() {
    start();
    LeaseRef lease = leased("j", Guarantee.AT_LEAST_ONCE);
    inside =
        () -> {
          lose(lease);
          fixture.advance(Duration.ofMillis(10));
        };

    executor.runAll();
    fixture.advance(Duration.ofSeconds(1));

    assertThat(asserted).hasSize(1).allMatch(Held::started);
    assertSucceeded("j");
  }

  @Test
  void run_thatEndsBeforeItIsAsserted_isAssertedAndItsEndIsKept() {
    start();
    LeaseRef lease = leased("j", Guarantee.AT_LEAST_ONCE);
    tellLoss();
    fixture.advance(Duration.ofMillis(10));
    asserted.clear();
    forgotten.add(lease);

    executor.runAll();
    fixture.advance(Duration.ofSeconds(1));

    assertThat(asserted).hasSize(1).allMatch(Held::started);
    assertSucceeded("j");
  }

  @Test
  void start_thatTheStoreRefusesAfterALoss_isConfirmedOnceTheLeaseIsAsserted() {
    start();
    LeaseRef lease = leased("j", Guarantee.AT_MOST_ONCE);
    tellLoss();
    fixture.advance(Duration.ofMillis(10));
    forgotten.add(lease);

    executor.runAll();
    fixture.advance(Duration.ofSeconds(1));

    assertThat(ran).containsExactly("j");
    assertSucceeded("j");
  }

  @Test
  void renewal_thatIsRefusedAfterALoss_isAsserted() {
    start();
    LeaseRef lease = leased("j", Guarantee.AT_LEAST_ONCE);
    tellLoss();
    fixture.advance(Duration.ofMillis(10));
    forgotten.add(lease);

    fixture.advance(Duration.ofSeconds(11));
    executor.runAll();

    assertThat(ran).containsExactly("j");
    assertThat(fixture.events(ExecutionEvent.LeaseLost.class)).isEmpty();
  }

  @Test
  void waitingRun_thatIsGivenBackAfterALoss_isThereForOthers() {
    start();
    LeaseRef lease = leased("j", Guarantee.AT_LEAST_ONCE);
    tellLoss();
    fixture.advance(Duration.ofMillis(10));
    forgotten.add(lease);

    scheduler.pause();

    assertThat(fixture.memory.history().live("j", null, 1).items())
        .extracting("state")
        .containsExactly(ExecutionState.SCHEDULED);
  }

  @Test
  void run_thatAnotherNodeTookAfterTheLoss_isStopped() {
    start();
    LeaseRef lease = leased("j", Guarantee.AT_LEAST_ONCE);
    taken.add(lease);

    lose(lease);
    fixture.advance(Duration.ofMillis(10));
    executor.runAll();

    assertThat(ran).isEmpty();
    assertThat(fixture.events(ExecutionEvent.LeaseLost.class)).hasSize(1);
  }

  @Test
  void lostLease_withoutALoss_isBelieved() {
    start();
    LeaseRef lease = leased("j", Guarantee.AT_LEAST_ONCE);
    forgotten.add(lease);

    fixture.advance(Duration.ofSeconds(11));
    executor.runAll();

    assertThat(asserted).isEmpty();
    assertThat(ran).isEmpty();
  }

  @Test
  void lostLease_longAfterALoss_isBelieved() {
    start();
    tellLoss();
    fixture.advance(Duration.ofSeconds(31));
    LeaseRef lease = leased("j", Guarantee.AT_LEAST_ONCE);
    forgotten.add(lease);

    fixture.advance(Duration.ofSeconds(11));
    executor.runAll();

    assertThat(asserted).isEmpty();
    assertThat(ran).isEmpty();
  }

  private void assertSucceeded(String job) {
    assertThat(fixture.ended())
        .filteredOn(row -> row.id().jobId().equals(job))
        .extracting(EndedExecution::state)
        .containsExactly(ExecutionState.SUCCEEDED);
  }
}
