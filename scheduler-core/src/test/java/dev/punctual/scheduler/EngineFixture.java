package dev.punctual.scheduler;

import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.internal.time.VirtualTime;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A scheduler in virtual time that runs jobs on the thread that moves the time. */
final class EngineFixture {

  static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

  final VirtualTime time = VirtualTime.startingAt(START, 7);
  final MemoryJobStore memory = MemoryJobStore.create(time);
  final List<SchedulerEvent> events = new CopyOnWriteArrayList<>();
  JobStore store = memory;

  /** A scheduler on the fixture's store, not started. */
  BackgroundScheduler scheduler() {
    return scheduler(builder -> {});
  }

  BackgroundScheduler scheduler(Consumer<SchedulerBuilder<BackgroundScheduler>> more) {
    SchedulerBuilder<BackgroundScheduler> builder =
        BackgroundScheduler.builder().time(time).jobStore("default", store).listener(events::add);
    more.accept(builder);
    if (!builder.hasExecutor("default")) {
      builder.executor("default", DirectExecutor.create());
    }
    return builder.build();
  }

  BackgroundScheduler started() {
    BackgroundScheduler scheduler = scheduler();
    scheduler.start();
    return scheduler;
  }

  void advance(Duration duration) {
    time.advance(duration);
  }

  /** Completes when so much virtual time has passed. */
  CompletableFuture<Void> completeAfter(Duration duration) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    time.schedule(duration, () -> done.complete(null));
    return done;
  }

  <E extends SchedulerEvent> List<E> events(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  List<MissedRange> missed() {
    return memory.history().missed(MissedFilter.ALL, null, 1_000).items();
  }

  List<EndedExecution> ended() {
    return memory.history().ended(HistoryFilter.ALL, null, 1_000).items();
  }

  /** A trigger that answers what a function says. */
  static Trigger trigger(String name, Next next) {
    return new Trigger() {
      @Override
      public @Nullable Instant next(@Nullable Instant previous, Instant now) {
        return next.next(previous, now);
      }

      @Override
      public String text() {
        return "custom " + name;
      }
    };
  }

  /** A trigger that fires daily from an instant that the rules of its zone may move. */
  static Trigger zonedTrigger(String name, Supplier<Instant> first) {
    return new Trigger() {
      @Override
      public @Nullable Instant next(@Nullable Instant previous, Instant now) {
        Instant after = previous == null ? now.minusMillis(1) : previous;
        Instant fire = first.get();
        while (!fire.isAfter(after) || (previous != null && sameDay(fire, after))) {
          fire = fire.plus(Duration.ofDays(1));
        }
        return fire;
      }

      private boolean sameDay(Instant one, Instant other) {
        return one.truncatedTo(ChronoUnit.DAYS).equals(other.truncatedTo(ChronoUnit.DAYS));
      }

      @Override
      public Optional<ZoneId> zone() {
        return Optional.of(ZoneId.of("Europe/Berlin"));
      }

      @Override
      public String text() {
        return "custom " + name;
      }
    };
  }

  /** The function of a trigger. */
  interface Next {
    @Nullable Instant next(@Nullable Instant previous, Instant now);
  }
}
