package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.executor.ThreadPoolExecutor;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sixteen threads change jobs while they fire on real threads and real clocks. */
class ConcurrentControlTests {

  private static final int THREADS = 16;
  private static final int OPERATIONS = 100_000;
  private static final int JOBS_PER_THREAD = 4;
  private static final int MIN_STARTS = 1_000;

  /** A time in which nothing of one generation of a job may start. */
  private record Silence(Instant from, Instant to) {
    boolean covers(Instant start) {
      return start.isAfter(from) && start.isBefore(to);
    }
  }

  private record Start(ExecutionId id, Instant at) {}

  private final Queue<Start> starts = new ConcurrentLinkedQueue<>();
  private final AtomicInteger started = new AtomicInteger();
  private final Map<Long, Queue<Silence>> silences = new ConcurrentHashMap<>();

  @Test
  @Timeout(120)
  void afterAnAcknowledgedPauseOrRemove_nothingOfTheJobStarts() throws Exception {
    long seed = Long.getLong("punctual.seed", System.nanoTime());
    System.out.println("ConcurrentControlTests: -Dpunctual.seed=" + seed);
    BackgroundScheduler scheduler =
        BackgroundScheduler.builder().executor("default", ThreadPoolExecutor.ofSize(8)).build();
    scheduler.start();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Void>> users = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        User user = new User(scheduler, i, new Random(seed + i));
        users.add(user);
      }
      for (Future<Void> each : threads.invokeAll(users)) {
        each.get();
      }
    } finally {
      threads.shutdown();
      threads.awaitTermination(10, TimeUnit.SECONDS);
    }
    assertThat(scheduler.health().isHealthy()).isTrue();
    assertThat(scheduler.shutdown(Duration.ofSeconds(10)).terminated()).isTrue();

    assertThat(starts).hasSizeGreaterThanOrEqualTo(MIN_STARTS);
    assertThat(starts).extracting(Start::id).doesNotHaveDuplicates();
    assertThat(starts.stream().filter(this::isSilenced)).isEmpty();
    assertThat(scheduler.missedFires(1_000)).extracting(MissedRange::count).allMatch(n -> n > 0);
  }

  private boolean isSilenced(Start start) {
    return silences.getOrDefault(start.id.generation(), new ConcurrentLinkedQueue<>()).stream()
        .anyMatch(silence -> silence.covers(start.at));
  }

  /** One thread that owns a few jobs, and disturbs those of all others. */
  private final class User implements Callable<Void> {
    private final BackgroundScheduler scheduler;
    private final int number;
    private final Random random;

    User(BackgroundScheduler scheduler, int number, Random random) {
      this.scheduler = scheduler;
      this.number = number;
      this.random = random;
    }

    @Override
    public Void call() {
      for (int job = 0; job < JOBS_PER_THREAD; job++) {
        add(job);
      }
      for (int i = 0; i < OPERATIONS / THREADS || started.get() < MIN_STARTS; i++) {
        int job = random.nextInt(JOBS_PER_THREAD);
        switch (random.nextInt(8)) {
          case 0 -> pauseAWhile(job);
          case 1 -> removeAndAddAgain(job);
          case 2 -> disturb(id -> scheduler.rescheduleJob(id, interval()));
          case 3 -> disturb(scheduler::trigger);
          default -> disturb(id -> scheduler.modifyJob(id, c -> c.priority(random.nextInt(10))));
        }
      }
      return null;
    }

    private void pauseAWhile(int job) {
      Job paused = scheduler.pauseJob(id(number, job));
      Instant from = Instant.now();
      disturb(id -> scheduler.getJob(id).ifPresent(found -> assertThat(found.id()).isEqualTo(id)));
      Instant to = Instant.now();
      scheduler.resumeJob(paused.id());
      silence(paused, from, to);
    }

    private void removeAndAddAgain(int job) {
      Job removed = scheduler.getJob(id(number, job)).orElseThrow();
      removed.remove();
      Instant from = Instant.now();
      silence(removed, from, Instant.MAX);
      add(job);
    }

    private void silence(Job job, Instant from, Instant to) {
      silences
          .computeIfAbsent(job.definition().generation(), g -> new ConcurrentLinkedQueue<>())
          .add(new Silence(from, to));
    }

    private void add(int job) {
      scheduler.addJob(
          context -> {
            starts.add(new Start(context.executionId(), context.startedAt()));
            started.incrementAndGet();
          },
          interval(),
          o -> o.id(id(number, job)));
    }

    private void disturb(Consumer<String> change) {
      try {
        change.accept(id(random.nextInt(THREADS), random.nextInt(JOBS_PER_THREAD)));
      } catch (JobNotFoundException removedMeanwhile) {
        assertThat(removedMeanwhile.jobId()).isNotEmpty();
      }
    }

    private IntervalTrigger interval() {
      return IntervalTrigger.every(Duration.ofMillis(1 + random.nextInt(5)));
    }

    private String id(int user, int job) {
      return "job-" + user + "-" + job;
    }
  }
}
