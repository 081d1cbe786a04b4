package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.codec.PayloadCodec;
import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.event.ComponentEvent;
import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;
import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.DstPolicy;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration that takes the place of another before the start. */
class ConfigureTests {

  private static final IntervalTrigger EVERY_SECOND = IntervalTrigger.every(Duration.ofSeconds(1));
  private static final CronTrigger NINE = CronTrigger.crontab("0 9 * * *");

  private final EngineFixture fixture = new EngineFixture();
  private final List<String> ran = new ArrayList<>();
  private final MemoryJobStore other = MemoryJobStore.create(fixture.time);
  private final BackgroundScheduler scheduler = fixture.scheduler();

  private static SchedulerSetup direct(SchedulerSetup setup) {
    return setup.executor("default", Map.of("type", "direct"));
  }

  @Test
  void configuration_takesInstancesAndMapsSideBySide() {
    scheduler.configure(
        c ->
            c.jobStore("default", other)
                .jobStore("second", Map.of("type", "memory", "history-rows", "10"))
                .executor("default", DirectExecutor.create())
                .executor("pool", Map.of("type", "threadpool", "max-workers", 5))
                .jobDefaults(Map.of("coalesce", false))
                .jobDefaults(d -> d.maxInstances(3))
                .zone(ZoneOffset.UTC));

    Job job = scheduler.addJob(() -> ran.add("a"), EVERY_SECOND);
    assertThat(scheduler.stores()).containsExactly("default", "second");
    assertThat(scheduler.executors()).containsExactly("default", "pool");
    assertThat(job.definition().policy())
        .isEqualTo(JobPolicy.DEFAULT.withCoalesce(Coalesce.ALL).withMaxInstances(3));
    scheduler.start();
    fixture.advance(Duration.ofSeconds(2));
    assertThat(ran).hasSize(2);
    assertThat(other.jobs().get(job.id())).isPresent();
    assertThat(fixture.memory.jobs().get(job.id())).isEmpty();
  }

  @Test
  void builder_takesMapsBesideInstances() {
    BackgroundScheduler built =
        fixture.scheduler(
            b ->
                b.jobStore("second", Map.of("type", "memory", "history-age", Duration.ofDays(1)))
                    .executor("direct", Map.of())
                    .jobDefaults(Map.of("misfire_grace_time", "30s", "executor", "direct")));

    JobPolicy policy = built.addJob(() -> {}, EVERY_SECOND).definition().policy();
    assertThat(built.stores()).containsExactly("default", "second");
    assertThat(built.executors()).containsExactly("default", "direct");
    assertThat(policy)
        .isEqualTo(
            JobPolicy.DEFAULT.withMisfireGraceTime(Duration.ofSeconds(30)).withQueue("direct"));
  }

  @Test
  void jobs_addedAndChangedWhileOthersConfigure_areNeitherLostNorForgotten() throws Exception {
    List<String> added = new CopyOnWriteArrayList<>();
    AtomicBoolean configured = new AtomicBoolean();
    Thread adder =
        new Thread(
            () -> {
              for (int i = 0; !configured.get() || i < 100; i++) {
                String id = "job-" + i;
                try {
                  scheduler.addJob(() -> {}, NINE, o -> o.id(id));
                  scheduler.modifyJob(id, m -> m.priority(9));
                  added.add(id);
                } catch (IllegalStateException configuredMeanwhile) {
                  // Told, so it may be tried again.
                }
              }
            });
    adder.start();
    for (int i = 0; i < 200; i++) {
      scheduler.configure(c -> c.zone(ZoneOffset.UTC));
    }
    configured.set(true);
    adder.join();

    assertThat(added).isNotEmpty();
    assertThat(added)
        .allSatisfy(
            id ->
                assertThat(scheduler.getJob(id).orElseThrow().definition().policy().priority())
                    .isEqualTo(9));
  }

  @Test
  void memoryStore_ofAMap_livesByTheTimeOfTheScheduler() {
    scheduler.configure(c -> direct(c).jobStore("default", Map.of("type", "memory")));
    scheduler.addJob(() -> ran.add("a"), EVERY_SECOND);
    scheduler.start();

    fixture.advance(Duration.ofSeconds(3));

    assertThat(ran).hasSize(3);
  }

  @Test
  void secondConfiguration_forgetsTheFirst() {
    scheduler.configure(
        c ->
            c.jobStore("more", other)
                .executor("pool", ThreadPoolExecutor.ofSize(1))
                .jobDefaults(d -> d.maxInstances(3).priority(9))
                .zone(ZoneId.of("Asia/Tokyo")));

    scheduler.configure(c -> c.jobDefaults(d -> d.priority(1)).zone(ZoneId.of("Europe/Berlin")));

    Job job = scheduler.addJob(() -> {}, NINE);
    assertThat(scheduler.stores()).containsExactly("default");
    assertThat(scheduler.executors()).containsExactly("default");
    assertThat(job.definition().policy()).isEqualTo(JobPolicy.DEFAULT.withPriority(1));
    assertThat(job.trigger().zone()).contains(ZoneId.of("Europe/Berlin"));
  }

  @Test
  void methods_goBeforeProperties() {
    scheduler.configure(
        c ->
            direct(c)
                .jobStore("default", other)
                .jobDefaults(d -> d.priority(1))
                .zone(ZoneOffset.UTC)
                .properties(
                    Map.of(
                        "scheduler.jobstores.default.type", "memory",
                        "scheduler.jobstores.second.type", "memory",
                        "scheduler.executors.default.type", "threadpool",
                        "scheduler.job-defaults.max-instances", 3,
                        "scheduler.job-defaults.priority", 9,
                        "scheduler.timezone", "Asia/Tokyo")));

    Job job = scheduler.addJob(() -> ran.add("a"), NINE);
    assertThat(scheduler.stores()).containsExactly("default", "second");
    assertThat(job.definition().policy())
        .isEqualTo(JobPolicy.DEFAULT.withMaxInstances(3).withPriority(1));
    assertThat(job.trigger().zone()).contains(ZoneOffset.UTC);
    scheduler.start();
    fixture.advance(Duration.ofHours(2));
    assertThat(ran).hasSize(1);
    assertThat(other.jobs().get(job.id())).isPresent();
  }

  @Test
  void properties_fromAFileOrAnObject_areTheSame(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("jobs.properties"),
            "scheduler.timezone=Asia/Tokyo\nscheduler.dst=wall-clock\n");
    Properties object = new Properties();
    object.setProperty("scheduler.timezone", "Asia/Tokyo");
    object.setProperty("scheduler.dst", "wall-clock");

    Job fromFile = fixture.scheduler(b -> b.properties(file)).addJob(() -> {}, NINE);
    Job fromObject = fixture.scheduler(b -> b.properties(object)).addJob(() -> {}, NINE);

    assertThat(fromFile.trigger()).isEqualTo(fromObject.trigger());
    assertThat(fromFile.trigger())
        .isEqualTo(NINE.withDefaults(ZoneId.of("Asia/Tokyo"), DstPolicy.WALL_CLOCK));
  }

  @Test
  void jobs_addedBefore_moveWithTheirPolicyZoneAndState() {
    scheduler.addJob(() -> ran.add("a"), EVERY_SECOND, o -> o.id("a"));
    Job paused = scheduler.addJob(() -> ran.add("b"), NINE, o -> o.id("b").maxInstances(4));
    paused.pause();

    scheduler.configure(
        c ->
            direct(c)
                .jobStore("default", other)
                .jobDefaults(d -> d.maxInstances(9))
                .zone(ZoneId.of("Asia/Tokyo")));

    assertThat(scheduler.getJobs()).extracting(Job::id).containsExactlyInAnyOrder("a", "b");
    assertThat(scheduler.getJob("a").orElseThrow().definition().policy().maxInstances())
        .isEqualTo(1);
    assertThat(scheduler.getJob("b").orElseThrow().definition())
        .usingRecursiveComparison()
        .ignoringFields("version")
        .isEqualTo(paused.definition());
    assertThat(paused.modify(m -> m.priority(2)).isPaused()).isTrue();
    scheduler.start();
    fixture.advance(Duration.ofSeconds(2));
    assertThat(ran).containsExactly("a", "a");
    assertThat(other.jobs().get("b")).isPresent();
    assertThat(fixture.memory.jobs().get("a")).isEmpty();
  }

  @Test
  void store_thatStays_keepsItsJobsAndStaysOpen() {
    AtomicInteger closed = new AtomicInteger();
    JobStore watched = ComponentTests.closing(other, closed);
    scheduler.configure(c -> direct(c).jobStore("x", watched));
    scheduler.addJob(() -> ran.add("a"), EVERY_SECOND, o -> o.store("x"));

    scheduler.configure(c -> direct(c).jobStore("x", watched).jobStore("y", watched));
    scheduler.start();
    fixture.advance(Duration.ofSeconds(1));

    assertThat(ran).containsExactly("a");
    assertThat(closed).hasValue(0);
  }

  @Test
  void partsThatGo_areClosedAndTold() {
    AtomicInteger closed = new AtomicInteger();
    ThreadPoolExecutor pool = ThreadPoolExecutor.ofSize(2);
    scheduler.configure(
        c -> direct(c).jobStore("x", ComponentTests.closing(other, closed)).executor("pool", pool));
    fixture.events.clear();

    scheduler.configure(c -> direct(c).jobStore("default", other));

    assertThat(closed).hasValue(1);
    assertThat(pool.idle()).isZero();
    assertThat(fixture.events(ComponentEvent.class))
        .extracting(event -> event.getClass().getSimpleName() + " " + event.name())
        .containsExactlyInAnyOrder(
            "StoreRemoved default",
            "StoreRemoved x",
            "StoreAdded default",
            "ExecutorRemoved default",
            "ExecutorRemoved pool",
            "ExecutorAdded default");
  }

  @Test
  void jobs_withoutStoreOrExecutor_areNamedAndNothingChanges() {
    scheduler.addStore("redis", other);
    scheduler.addExecutor("io", DirectExecutor.create());
    scheduler.addJob(() -> ran.add("a"), EVERY_SECOND, o -> o.id("a").executor("io"));
    IntStream.range(0, 7)
        .forEach(i -> scheduler.addJob(() -> {}, NINE, o -> o.id("r" + i).store("redis")));
    AtomicInteger closed = new AtomicInteger();
    MemoryJobStore third = MemoryJobStore.create(fixture.time);

    assertThatThrownBy(
            () ->
                scheduler.configure(
                    c -> direct(c).jobStore("third", ComponentTests.closing(third, closed))))
        .isInstanceOf(ConfigProblemsException.class)
        .hasMessage(
            "job 'a' waits for the start for the executor 'io', which the configuration lacks; add"
                + " it\n"
                + "jobs 'r0', 'r1', 'r2', 'r3', 'r4' and 2 more wait for the start in the store"
                + " 'redis', which the configuration lacks; add it");

    assertThat(scheduler.stores()).containsExactly("default", "redis");
    assertThat(scheduler.executors()).containsExactly("default", "io");
    assertThat(scheduler.getJobs()).hasSize(8);
    assertThat(closed).hasValue(0);
    scheduler.start();
    fixture.advance(Duration.ofSeconds(1));
    assertThat(ran).containsExactly("a");
  }

  @Test
  void job_whoseIdIsTakenInTheNewStore_isNamedUnlessItsPolicySays() {
    BackgroundScheduler owner = fixture.scheduler(b -> b.jobStore("other", other));
    owner.start();
    owner.addJob(() -> ran.add("theirs"), EVERY_SECOND, o -> o.id("a").store("other"));
    owner.pauseJob("a");
    scheduler.addJob(() -> ran.add("ours"), EVERY_SECOND, o -> o.id("a"));

    assertThatThrownBy(() -> scheduler.configure(c -> direct(c).jobStore("default", other)))
        .isInstanceOf(ConfigProblemsException.class)
        .hasMessage(
            "job 'a' waits for the start in the store 'default', which has another of that id;"
                + " choose another id");

    scheduler.removeJob("a");
    scheduler.addJob(
        () -> ran.add("ours"), EVERY_SECOND, o -> o.id("a").onConflict(ConflictPolicy.REPLACE));
    scheduler.configure(c -> direct(c).jobStore("default", other));
    scheduler.start();
    fixture.advance(Duration.ofSeconds(1));
    assertThat(ran).containsExactly("ours");
  }

  @Test
  void lambda_cannotMoveToAStoreThatOutlivesTheProcess() {
    scheduler.addJob(() -> {}, EVERY_SECOND, o -> o.id("a"));

    assertThatThrownBy(
            () -> scheduler.configure(c -> direct(c).jobStore("default", DurableStore.over(other))))
        .isInstanceOf(ConfigProblemsException.class)
        .hasMessage(
            "job 'a' waits for the start in the store 'default', which outlives this process and"
                + " cannot keep a lambda; add a task with a name");
    assertThat(scheduler.getJob("a")).isPresent();
  }

  @Test
  void payload_isEncodedForAStoreThatOutlivesTheProcess() {
    Task<String> note = Task.named("note", String.class, (text, context) -> ran.add(text));
    BackgroundScheduler coding = fixture.scheduler(b -> b.codec(new Utf8()));
    coding.addJob(note, "grüezi", DateTrigger.now(), o -> o.id("a"));
    scheduler.addJob(note, "grüezi", DateTrigger.now(), o -> o.id("a"));
    JobStore durable = DurableStore.over(other);

    coding.configure(c -> direct(c).jobStore("default", durable));
    coding.start();
    fixture.advance(Duration.ofSeconds(1));

    assertThat(ran).containsExactly("grüezi");
    assertThatThrownBy(() -> scheduler.configure(c -> direct(c).jobStore("default", durable)))
        .isInstanceOf(ConfigProblemsException.class)
        .hasMessageContaining("job 'a'")
        .hasMessageContaining("no codec");
  }

  @Test
  void configuration_afterTheStart_isRefused() {
    scheduler.start();

    assertThatThrownBy(() -> scheduler.configure(c -> ran.add("called")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the scheduler is RUNNING and can be configured before the start only");
    assertThat(ran).isEmpty();
    scheduler.shutdown();
    assertThatThrownBy(() -> scheduler.configure(c -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void start_duringAConfiguration_winsAndNothingIsLost() {
    scheduler.addJob(() -> ran.add("a"), EVERY_SECOND);

    assertThatThrownBy(
            () ->
                scheduler.configure(
                    c -> {
                      direct(c).jobStore("default", other);
                      scheduler.start();
                    }))
        .isInstanceOf(IllegalStateException.class);

    fixture.advance(Duration.ofSeconds(1));
    assertThat(ran).containsExactly("a");
  }

  @Test
  void mistakes_areToldTogetherAndLeaveAllAsItWas() {
    scheduler.addJob(() -> ran.add("a"), EVERY_SECOND);

    assertThatThrownBy(
            () ->
                scheduler.configure(
                    c ->
                        c.jobStore("default", Map.of("type", "memroy"))
                            .executor("threadpool", Map.of("max-worker", "5", "queue-capacity", -1))
                            .jobDefaults(Map.of("max_instance", 1))
                            .propertiesPrefix("my.jobs")
                            .properties(Map.of("my.jobs.time-zone", "Mars"))))
        .isInstanceOfSatisfying(
            ConfigProblemsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactlyInAnyOrder(
                        "jobstores.default.type 'memroy' is not among the known types 'memory'; did"
                            + " you mean 'memory'?",
                        "executors.threadpool.max-worker is unknown; did you mean 'max-workers'?",
                        "executors.threadpool.queue-capacity is '-1'; use a whole number from 0 to"
                            + " 1000000",
                        "job-defaults.max_instance is unknown; did you mean 'max-instances'?",
                        "my.jobs.time-zone is 'Mars'; use a zone such as 'UTC', 'Europe/Berlin' or"
                            + " '+01:00'"));

    scheduler.start();
    fixture.advance(Duration.ofSeconds(1));
    assertThat(ran).containsExactly("a");
  }

  @Test
  void properties_givenTwice_areRefused() {
    assertThatThrownBy(
            () -> scheduler.configure(c -> c.properties(Map.of()).properties(Map.of("a", "b"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("one map");
  }

  @Test
  void name_takenByAMap_isRefused() {
    assertThatThrownBy(
            () ->
                BackgroundScheduler.builder()
                    .executor("io", Map.of("type", "direct"))
                    .executor("io", DirectExecutor.create()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two executors are called 'io'");
  }

  @Test
  void refusal_closesTheStoresThatWereOpened(@TempDir Path folder) {
    WatchedStores.whileFound(
        folder,
        opened -> {
          scheduler.addJob(() -> {}, NINE, o -> o.id("a").store("default"));
          scheduler.addExecutor("io", DirectExecutor.create());
          scheduler.modifyJob("a", m -> m.executor("io"));

          assertThatThrownBy(
                  () -> scheduler.configure(c -> direct(c).jobStore("watched", Map.of())))
              .isInstanceOf(ConfigProblemsException.class)
              .hasMessageContaining("'io'");
          assertThat(opened).containsExactly("opened", "closed");

          opened.clear();
          assertThatThrownBy(
                  () ->
                      BackgroundScheduler.builder()
                          .jobStore("watched", Map.of())
                          .tasks(Task.named("t", context -> {}), Task.named("t", context -> {}))
                          .build())
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("two tasks are called 't'");
          assertThat(opened).containsExactly("opened", "closed");
        });
  }

  @Test
  void health_ofAStoreThatFails_showsNoLogin(@TempDir Path folder) {
    WatchedStores.whileFound(
        folder,
        opened -> {
          scheduler.configure(
              c -> direct(c).jobStore("watched", Map.of("url", "redis://joe:hunter2@db")));
          scheduler.start();
          fixture.advance(Duration.ofSeconds(30));

          assertThat(scheduler.health().isHealthy()).isFalse();
          assertThat(scheduler.health().toString())
              .contains("cannot reach redis://…@db")
              .doesNotContain("hunter2");
        });
  }

  private static final class Utf8 implements PayloadCodec {

    @Override
    public String name() {
      return "utf8";
    }

    @Override
    public byte[] encode(Object value, Class<?> type) {
      return value.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public <T> T decode(byte[] bytes, Class<T> type, int version) {
      return type.cast(new String(bytes, StandardCharsets.UTF_8));
    }
  }
}
