package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.event.ComponentEvent;
import dev.punctual.scheduler.event.Delivery;
import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.JobEvent;
import dev.punctual.scheduler.event.LifecycleEvent;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.event.Subscription;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Who is told what, when, and on which thread. */
class ListenerTests {

  private static final IntervalTrigger EVERY_SECOND = IntervalTrigger.every(Duration.ofSeconds(1));

  private final EngineFixture fixture = new EngineFixture();
  private final BackgroundScheduler scheduler = fixture.scheduler();
  private final List<SchedulerEvent> heard = new ArrayList<>();

  @Test
  void listener_hearsTheTypesItNamesAndTheirSubtypes() {
    scheduler.subscribe(
        Set.of(LifecycleEvent.class, ExecutionEvent.Succeeded.class),
        Delivery.SYNCHRONOUS,
        heard::add);
    scheduler.start();
    scheduler.addJob(() -> {}, DateTrigger.now());
    fixture.advance(Duration.ofSeconds(1));

    assertThat(heard)
        .extracting(event -> (Object) event.getClass())
        .containsExactly(LifecycleEvent.Started.class, ExecutionEvent.Succeeded.class);
  }

  @Test
  void listener_hearsAnEventOnceThoughTwoOfItsTypesMatch() {
    scheduler.subscribe(
        Set.of(SchedulerEvent.class, LifecycleEvent.class, LifecycleEvent.Started.class),
        Delivery.SYNCHRONOUS,
        heard::add);
    scheduler.start();

    assertThat(heard).hasSize(1);
  }

  @Test
  void closedListener_hearsNoMore() {
    Subscription subscription = scheduler.subscribe(SchedulerEvent.class, heard::add);
    scheduler.start();
    subscription.close();
    subscription.close();
    scheduler.pause();

    assertThat(heard).hasSize(1);
  }

  @Test
  void bufferedListener_isCalledLaterAndInOrder() {
    scheduler.subscribe(Set.of(LifecycleEvent.class), Delivery.buffered(10), heard::add);
    scheduler.start();
    scheduler.pause();
    scheduler.resume();
    assertThat(heard).isEmpty();

    fixture.time.runReady();

    assertThat(heard)
        .extracting(event -> (Object) event.getClass())
        .containsExactly(
            LifecycleEvent.Started.class,
            LifecycleEvent.Paused.class,
            LifecycleEvent.Resumed.class);
  }

  @Test
  void fullBuffer_dropsWhatComesAndCountsIt() {
    Subscription subscription =
        scheduler.subscribe(Set.of(JobEvent.class), Delivery.buffered(3), heard::add);
    scheduler.start();
    for (int i = 0; i < 10; i++) {
      scheduler.addJob(() -> {}, EVERY_SECOND);
    }
    fixture.time.runReady();

    assertThat(heard).hasSize(3);
    assertThat(subscription.dropped()).isEqualTo(7);
    scheduler.addJob(() -> {}, EVERY_SECOND);
    fixture.time.runReady();
    assertThat(heard).hasSize(4);
    assertThat(subscription.dropped()).isEqualTo(7);
  }

  @Test
  void bufferedListener_hearsWhatWaitsWhenTheSchedulerEnds() {
    scheduler.subscribe(Set.of(LifecycleEvent.class), Delivery.buffered(10), heard::add);
    scheduler.start();
    scheduler.shutdown();
    fixture.time.runReady();

    assertThat(heard).last().isInstanceOf(LifecycleEvent.Shutdown.class);
  }

  @Test
  void slowBufferedListener_holdsUpNoRun() throws InterruptedException {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch ran = new CountDownLatch(20);
    try (BackgroundScheduler real = BackgroundScheduler.create()) {
      real.subscribe(Set.of(ExecutionEvent.class), Delivery.buffered(1), event -> await(stuck));
      real.start();
      for (int i = 0; i < 20; i++) {
        real.addJob(ran::countDown, DateTrigger.now());
      }
      assertThat(ran.await(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    } finally {
      stuck.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void brokenListener_harmsNobody() {
    scheduler.subscribe(
        SchedulerEvent.class,
        event -> {
          throw new AssertionError("broken");
        });
    scheduler.subscribe(
        Set.of(SchedulerEvent.class),
        Delivery.buffered(10),
        event -> {
          throw new AssertionError("broken");
        });
    scheduler.subscribe(SchedulerEvent.class, heard::add);
    scheduler.start();
    scheduler.addJob(() -> {}, DateTrigger.now());
    fixture.advance(Duration.ofSeconds(1));

    assertThat(heard).last().isInstanceOf(ExecutionEvent.Succeeded.class);
    assertThat(scheduler.health().isHealthy()).isTrue();
  }

  @Test
  void eventsOfALateRun_tellHowLateItBegan() {
    scheduler.start();
    scheduler.addJob(() -> {}, DateTrigger.at(EngineFixture.START.minusSeconds(90)));
    fixture.advance(Duration.ofSeconds(1));

    assertThat(fixture.events(ExecutionEvent.Started.class))
        .extracting(ExecutionEvent.Started::lateness)
        .containsExactly(Duration.ofSeconds(90));
    assertThat(fixture.events(ExecutionEvent.Succeeded.class))
        .extracting(event -> event.times().lateness())
        .containsExactly(Duration.ofSeconds(90));
  }

  @Test
  void listenerThatCanHearNothing_isRefused() {
    assertThatThrownBy(() -> scheduler.subscribe(Set.of(), Delivery.SYNCHRONOUS, event -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SchedulerEvent");
    assertThatThrownBy(() -> scheduler.subscribe(SchedulerEvent.class, null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void capacityOutOfRange_isRefused() {
    assertThatThrownBy(() -> Delivery.buffered(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("capacity 0");
    assertThatThrownBy(() -> Delivery.buffered(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Delivery.buffered(Delivery.MAX_CAPACITY + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1000000");
  }

  @Test
  void eventsOfARun_tellWhoWhenWhereAndHowLate() {
    scheduler.start();
    Task<String> slow =
        Task.async("slow", String.class, (t, c) -> fixture.completeAfter(Duration.ofSeconds(2)));
    scheduler.addJob(slow, "x", DateTrigger.now(), o -> o.id("a"));
    fixture.advance(Duration.ofSeconds(5));

    ExecutionEvent.Succeeded event = fixture.events(ExecutionEvent.Succeeded.class).get(0);
    assertThat(event.run().id().jobId()).isEqualTo("a");
    assertThat(event.run().node()).isNotBlank();
    assertThat(event.run().attempt()).isEqualTo(1);
    assertThat(event.times().started()).isEqualTo(EngineFixture.START);
    assertThat(event.times().finished()).isEqualTo(EngineFixture.START.plusSeconds(2));
    assertThat(event.duration()).isEqualTo(Duration.ofSeconds(2));
    assertThat(event.times().lateness()).isEqualTo(Duration.ZERO);
    assertThat(fixture.events(ExecutionEvent.class))
        .extracting(each -> (Object) each.getClass())
        .containsExactly(
            ExecutionEvent.Submitted.class,
            ExecutionEvent.Started.class,
            ExecutionEvent.Succeeded.class);
    assertThat(fixture.events(ExecutionEvent.class))
        .extracting(each -> each.run().id())
        .containsOnly(event.run().id());
  }

  @Test
  void eventOfAMissedFire_tellsTheReason() {
    scheduler.startPaused();
    Instant soon = EngineFixture.START.plusSeconds(1);
    scheduler.addJob(
        () -> {}, DateTrigger.at(soon), o -> o.misfireGraceTime(Duration.ofSeconds(5)));
    fixture.advance(Duration.ofSeconds(60));
    scheduler.resume();
    fixture.advance(Duration.ofSeconds(1));

    assertThat(fixture.events(JobEvent.FiresSkipped.class))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.range().reason()).isEqualTo(MissedRange.Reason.GRACE);
              assertThat(event.range().first()).isEqualTo(soon);
              assertThat(event.range().count()).isEqualTo(1);
            });
    assertThat(fixture.events(ExecutionEvent.Started.class)).isEmpty();
  }

  @Test
  void eventOfARunThatWaitedTooLong_tellsTheReasonAndTheLateness() {
    HeldExecutor held = new HeldExecutor();
    BackgroundScheduler busy = fixture.scheduler(b -> b.executor("default", held));
    busy.start();
    busy.addJob(() -> {}, DateTrigger.now(), o -> o.misfireGraceTime(Duration.ofSeconds(5)));
    fixture.advance(Duration.ofSeconds(60));
    held.runAll();

    assertThat(fixture.events(ExecutionEvent.Missed.class))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.reason()).isEqualTo(MissedRange.Reason.GRACE);
              assertThat(event.lateness()).isEqualTo(Duration.ofSeconds(60));
            });
    assertThat(fixture.events(ExecutionEvent.Started.class)).isEmpty();
  }

  @Test
  void everyChangeOfAJob_isToldOnce() {
    scheduler.start();
    Job job = scheduler.addJob(() -> {}, EVERY_SECOND, o -> o.id("a"));
    job.modify(change -> change.maxInstances(2));
    job.reschedule(IntervalTrigger.every(Duration.ofHours(1)));
    job.pause();
    job.resume();
    job.remove();

    assertThat(fixture.events(JobEvent.class))
        .containsExactly(
            new JobEvent.Added(EngineFixture.START, "default", "a"),
            new JobEvent.Modified(EngineFixture.START, "default", "a"),
            new JobEvent.Rescheduled(
                EngineFixture.START, "default", "a", EngineFixture.START.plusSeconds(3600)),
            new JobEvent.Paused(EngineFixture.START, "default", "a", null),
            new JobEvent.Resumed(EngineFixture.START, "default", "a"),
            new JobEvent.Removed(EngineFixture.START, "default", "a", false));
  }

  @Test
  void synchronousListener_isCalledOnTheThreadOfTheEvent() {
    List<Thread> threads = new ArrayList<>();
    scheduler.subscribe(LifecycleEvent.class, event -> threads.add(Thread.currentThread()));

    scheduler.start();

    assertThat(threads).containsExactly(Thread.currentThread());
  }

  @Test
  void everyPartThatComesAndGoes_isTold() {
    scheduler.start();
    scheduler.addStore("other", MemoryJobStore.create(fixture.time));
    scheduler.removeStore("other");
    fixture.advance(Duration.ofSeconds(1));
    scheduler.removeAllJobs();

    assertThat(fixture.events(ComponentEvent.class))
        .extracting(event -> (Object) event.getClass())
        .containsExactly(
            ComponentEvent.StoreAdded.class,
            ComponentEvent.StoreRemoved.class,
            ComponentEvent.AllJobsRemoved.class);
  }
}
