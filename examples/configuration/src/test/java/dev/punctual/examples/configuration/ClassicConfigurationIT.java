package dev.punctual.examples.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Job;
import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.redis.RedisJobStore;
import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ClassicConfigurationIT {

  @RegisterExtension static final RedisServerExtension SERVER = new RedisServerExtension();

  private static final CronTrigger HALF_PAST_NINE = CronTrigger.crontab("30 9 * * *");
  private final TimeZone before = TimeZone.getDefault();

  @BeforeEach
  void setAZoneThatIsNotTheConfigured() {
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
  }

  @AfterEach
  void setTheZoneBack() {
    TimeZone.setDefault(before);
  }

  /** What can be seen of a scheduler from outside. */
  private record Seen(
      Set<String> stores,
      boolean redisIsAtTheAddress,
      boolean defaultIsElsewhere,
      boolean defaultKeepsLambdas,
      List<String> executors,
      int defaultThreads,
      int processPoolWorkers,
      JobPolicy policy,
      LocalTime halfPastNineInUtc) {}

  @Test
  void styles_giveEqualSchedulers(@TempDir Path folder) throws Exception {
    Map<String, Supplier<BackgroundScheduler>> styles = new LinkedHashMap<>();
    Path file = copy(folder.resolve("scheduler.properties"));
    styles.put("builder", Styles::builder);
    styles.put("map", Styles::map);
    styles.put("file", () -> Styles.file(file));
    styles.put("properties", Styles::properties);
    styles.put("configure", Styles::configure);

    Map<String, Seen> seen = new LinkedHashMap<>();
    for (Map.Entry<String, Supplier<BackgroundScheduler>> style : styles.entrySet()) {
      seen.put(style.getKey(), look(style.getKey(), style.getValue().get()));
    }

    Seen expected =
        new Seen(
            Set.of("default", "redis"),
            true,
            true,
            true,
            List.of("default", "processpool"),
            20,
            5,
            JobPolicy.DEFAULT.withCoalesce(Coalesce.ALL).withMaxInstances(3),
            LocalTime.of(9, 30));
    assertThat(seen.values()).hasSize(5).allSatisfy(each -> assertThat(each).isEqualTo(expected));
  }

  private static Path copy(Path file) throws IOException {
    try (InputStream in = Styles.class.getResourceAsStream("/scheduler.properties")) {
      Files.copy(Objects.requireNonNull(in), file);
    }
    return file;
  }

  private static Seen look(String style, BackgroundScheduler scheduler) throws Exception {
    String there = "there-" + style;
    String here = "here-" + style;
    try (scheduler;
        JobStore redis = RedisJobStore.create()) {
      scheduler.start();
      scheduler.addJob(Main.REPORT, HALF_PAST_NINE, o -> o.id(there).store("redis"));
      Job job = scheduler.addJob(() -> {}, HALF_PAST_NINE, o -> o.id(here));
      return new Seen(
          new TreeSet<>(scheduler.stores()),
          redis.jobs().get(there).isPresent(),
          redis.jobs().get(here).isEmpty(),
          scheduler.getJob(here).isPresent(),
          scheduler.executors(),
          threadsOf(scheduler, "default", 20),
          threadsOf(scheduler, "processpool", 5),
          job.definition().policy(),
          LocalTime.ofInstant(job.nextFireTime().orElseThrow(), ZoneOffset.UTC));
    }
  }

  /**
   * How many threads of an executor take part when three times {@code size} jobs run, each of which
   * waits until {@code size} are there: fewer would wait in vain.
   */
  private static int threadsOf(BackgroundScheduler scheduler, String executor, int size)
      throws InterruptedException {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CyclicBarrier together = new CyclicBarrier(size);
    CountDownLatch ended = new CountDownLatch(3 * size);
    for (int i = 0; i < 3 * size; i++) {
      scheduler.addJob(
          () -> {
            threads.add(Thread.currentThread());
            meet(together);
            ended.countDown();
          },
          DateTrigger.now(),
          o -> o.executor(executor));
    }
    assertThat(ended.await(60, TimeUnit.SECONDS)).as("%d at once in %s", size, executor).isTrue();
    return threads.size();
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void misspeltKey_isNamedWithTheRightOne() {
    String rule = "job-defaults.max_instance is unknown; did you mean 'max-instances'?";

    assertThatThrownBy(
            () ->
                BackgroundScheduler.builder()
                    .properties(Map.of("scheduler.job-defaults.max_instance", "1"))
                    .build())
        .isInstanceOf(ConfigProblemsException.class)
        .hasMessage("scheduler." + rule);
    assertThatThrownBy(
            () ->
                BackgroundScheduler.create()
                    .configure(c -> c.jobDefaults(Map.of("max_instance", 1))))
        .isInstanceOf(ConfigProblemsException.class)
        .hasMessage(rule);
    assertThatThrownBy(
            () ->
                BackgroundScheduler.builder()
                    .jobDefaults(Map.of("coalesce", false, "max_instance", 1))
                    .build())
        .isInstanceOf(ConfigProblemsException.class)
        .hasMessage(rule);
  }

  @Test
  void providers_withoutOptions_haveDefaults() {
    BackgroundScheduler scheduler =
        BackgroundScheduler.builder()
            .jobStore("redis", Map.of())
            .executor("processpool", Map.of())
            .build();

    scheduler.addJob(Main.REPORT, HALF_PAST_NINE, o -> o.id("bare").store("redis"));
    scheduler.start();

    try (JobStore redis = RedisJobStore.create()) {
      assertThat(redis.jobs().get("bare")).isPresent();
    }
    scheduler.removeJob("bare");
    scheduler.close();
  }
}
