package dev.punctual.scheduler.internal.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.RetryPolicy;
import dev.punctual.scheduler.store.RunPolicy;
import dev.punctual.scheduler.trigger.DstPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PropertiesParseTests {

  private final ListedProviders providers =
      new ListedProviders(new Fakes.Redis(), new Fakes.ProcessPool());

  @Test
  void parse_everything_isTold() {
    SchedulerConfig config =
        parse(
            Map.of(
                "scheduler.jobstores.default.type", "redis",
                "scheduler.jobstores.default.port", 6380,
                "scheduler.executors.big.type", "processpool",
                "scheduler.executors.big.max_workers", "5",
                "scheduler.job-defaults.coalesce", false,
                "scheduler.job-defaults.max-instances", "3",
                "scheduler.job-defaults.misfire-grace-time", Duration.ofSeconds(30),
                "scheduler.timezone", "UTC",
                "scheduler.dst", "wall-clock",
                "server.port", "8080"));

    assertThat(config.problems()).isEmpty();
    assertThat(config.stores()).containsOnlyKeys("default");
    assertThat(config.stores().get("default").provider()).isInstanceOf(Fakes.Redis.class);
    assertThat(config.stores().get("default").options()).isEqualTo(Map.of("port", "6380"));
    assertThat(config.executors()).containsOnlyKeys("big");
    assertThat(config.executors().get("big").options()).isEqualTo(Map.of("max_workers", "5"));
    assertThat(config.zone()).isEqualTo(ZoneId.of("UTC"));
    assertThat(config.dst()).isEqualTo(DstPolicy.WALL_CLOCK);
    JobPolicy policy = config.defaults().apply(JobPolicy.DEFAULT);
    assertThat(policy.coalesce()).isEqualTo(Coalesce.ALL);
    assertThat(policy.maxInstances()).isEqualTo(3);
    assertThat(policy.misfireGraceTime()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void parse_nothing_changesNothing() {
    SchedulerConfig config = parse(Map.of());

    assertThat(config.stores()).isEmpty();
    assertThat(config.executors()).isEmpty();
    assertThat(config.zone()).isNull();
    assertThat(config.defaults().apply(JobPolicy.DEFAULT)).isEqualTo(JobPolicy.DEFAULT);
    assertThat(config.problems()).isEmpty();
  }

  @Test
  void parse_capitalsAndUnderscores_areTheSame() {
    SchedulerConfig config =
        parse(
            Map.of(
                "SCHEDULER.JOB_STORES.myStore.TYPE", "Redis",
                "Scheduler.Job_Defaults.maxInstances", "3",
                "scheduler.time-zone", "UTC"));

    assertThat(config.problems()).isEmpty();
    assertThat(config.stores()).containsOnlyKeys("myStore");
    assertThat(config.zone()).isEqualTo(ZoneId.of("UTC"));
    assertThat(config.defaults().apply(JobPolicy.DEFAULT).maxInstances()).isEqualTo(3);
  }

  @Test
  void parse_noTypeButATypesName_isThatType() {
    SchedulerConfig config = parse(Map.of("scheduler.executors.processpool.max-workers", "5"));

    assertThat(config.problems()).isEmpty();
    assertThat(config.executors().get("processpool").provider())
        .isInstanceOf(Fakes.ProcessPool.class);
  }

  @ParameterizedTest
  @CsvSource({"true, LATEST", "1, LATEST", "no, ALL", "latest, LATEST", "Earliest, EARLIEST"})
  void coalesce_flagOrConstant_isRead(String text, Coalesce expected) {
    SchedulerConfig config = parse(Map.of("scheduler.job-defaults.coalesce", text));

    assertThat(config.problems()).isEmpty();
    assertThat(config.defaults().apply(JobPolicy.DEFAULT).coalesce()).isEqualTo(expected);
  }

  @Test
  void jobDefaults_allKeys_changeOnlyWhatTheyName() {
    JobPolicy base = JobPolicy.DEFAULT;
    JobPolicy changed =
        parse(
                Map.of(
                    "scheduler.job-defaults.executor", "io",
                    "scheduler.job-defaults.priority", "9",
                    "scheduler.job-defaults.overflow", "queue-one",
                    "scheduler.job-defaults.max-catch-up", "7"))
            .defaults()
            .apply(base);

    assertThat(changed)
        .isEqualTo(
            new JobPolicy(
                "io",
                9,
                base.coalesce(),
                base.misfireGraceTime(),
                base.maxInstances(),
                Overflow.QUEUE_ONE,
                7,
                base.run()));
  }

  @Test
  void jobDefaults_ofRuns_changeOnlyWhatTheyName() {
    RunPolicy changed =
        parse(
                Map.of(
                    "scheduler.job-defaults.retry-attempts", "4",
                    "scheduler.job-defaults.retry-longest-delay", "5m",
                    "scheduler.job-defaults.timeout", "90s",
                    "scheduler.job-defaults.guarantee", "at-most-once"))
            .defaults()
            .apply(JobPolicy.DEFAULT)
            .run();

    RetryPolicy retry =
        RetryPolicy.attempts(4).withDelays(Duration.ofSeconds(1), Duration.ofMinutes(5));
    assertThat(changed)
        .isEqualTo(new RunPolicy(retry, Duration.ofSeconds(90), Guarantee.AT_MOST_ONCE, List.of()));
  }

  @Test
  void longestDelay_belowTheFirstOfTheBase_isTheFirstToo() {
    SchedulerConfig config = parse(Map.of("scheduler.job-defaults.retry-longest-delay", "200ms"));

    assertThat(config.problems()).isEmpty();
    assertThat(config.defaults().apply(JobPolicy.DEFAULT).run().retry().firstDelay())
        .isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void graceTime_none_isNoLimit() {
    SchedulerConfig config = parse(Map.of("scheduler.job-defaults.misfire-grace-time", "None"));
    JobPolicy base =
        parse(Map.of("scheduler.job-defaults.misfire-grace-time", "5s"))
            .defaults()
            .apply(JobPolicy.DEFAULT);

    assertThat(config.problems()).isEmpty();
    assertThat(base.misfireGraceTime()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.defaults().apply(base).misfireGraceTime()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scheduler.job-defaults.max_instance | 1 | scheduler.job-defaults.max_instance is unknown;"
            + " did you mean 'max-instances'?",
        "scheduler.job-defaults.max-instances | 0 | scheduler.job-defaults.max-instances is '0';"
            + " use a whole number from 1 to 1000000",
        "scheduler.job-defaults.coalesce | maybe | scheduler.job-defaults.coalesce is 'maybe'; use"
            + " 'all', 'earliest', 'latest'",
        "scheduler.job-defaults.misfire-grace-time | 30 |"
            + " scheduler.job-defaults.misfire-grace-time is '30'; add a unit, as in '30s' or"
            + " '30ms'",
        "scheduler.job-defaults.misfire-grace-time | 0s |"
            + " scheduler.job-defaults.misfire-grace-time is '0s'; use more than zero, or 'none'"
            + " for no limit",
        "scheduler.job-defaults.retry-attempts | 0 | scheduler.job-defaults.retry-attempts is '0';"
            + " use a whole number from 1 to 1000",
        "scheduler.job-defaults.retry-first-delay | 2h | scheduler.job-defaults.retry-first-delay"
            + " is '2h'; use at most retry-longest-delay, which is PT1H",
        "scheduler.job-defaults.retry-longest-delay | 400d |"
            + " scheduler.job-defaults.retry-longest-delay is '400d'; use at most 365 days",
        "scheduler.job-defaults.timeout | 0s | scheduler.job-defaults.timeout is '0s'; use more"
            + " than zero, or 'none' for no limit",
        "scheduler.job-defaults.guarantee | once | scheduler.job-defaults.guarantee is 'once'; use"
            + " 'at-least-once', 'at-least-once-confirmed', 'at-most-once'; did you mean"
            + " 'at-most-once'?",
        "scheduler.misfire_grace_time | 1s | scheduler.misfire_grace_time is unknown; did you mean"
            + " 'scheduler.job-defaults.misfire-grace-time'?",
        "scheduler.jobstore.default.type | redis | scheduler.jobstore.default.type is unknown; did"
            + " you mean 'scheduler.jobstores'?",
        "scheduler.colour | red | scheduler.colour is unknown; use 'scheduler.dst',"
            + " 'scheduler.executors', 'scheduler.job-defaults', 'scheduler.jobstores',"
            + " 'scheduler.timezone'",
        "scheduler.dst | sometimes | scheduler.dst is 'sometimes'; use 'recommended',"
            + " 'apscheduler3', 'wall-clock', 'unix', or a gap and an overlap rule such as"
            + " 'shift-forward/first'",
        "scheduler.job-defaults.executor | my pool | scheduler.job-defaults.executor is 'my pool';"
            + " use the name of an executor",
        "scheduler.timezone | europe/berln | scheduler.timezone is 'europe/berln'; did you mean"
            + " 'Europe/Berlin'?",
        "scheduler.timezone | Middle-Earth/Shire | scheduler.timezone is 'Middle-Earth/Shire'; use"
            + " a zone such as 'UTC', 'Europe/Berlin' or '+01:00'",
        "scheduler.jobstores.default.type | rediss | scheduler.jobstores.default.type 'rediss' is"
            + " not among the known types 'redis'; did you mean 'redis'?",
        "scheduler.executors.default.max-workers | 5 | scheduler.executors.default.type is missing;"
            + " use 'processpool'",
        "scheduler.executors.default | processpool | scheduler.executors.default names no option;"
            + " did you mean 'scheduler.executors.default.type'?",
        "scheduler.executors | processpool | scheduler.executors names no option; did you mean"
            + " 'scheduler.executors.NAME.type'?",
        "scheduler.jobstores.default.class | apscheduler.jobstores.redis:RedisJobStore |"
            + " scheduler.jobstores.default.class is refused, since no class is loaded by name;"
            + " use type=redis",
        "scheduler.executors.default.class | com.example.Pool | scheduler.executors.default.class"
            + " is refused, since no class is loaded by name; use type with one of 'processpool'",
        "jobstores.default.type | redis | jobstores.default.type does not begin with 'scheduler.'",
        "apscheduler.timezone | UTC | apscheduler.timezone does not begin with 'scheduler.'",
      })
  void parse_mistake_isTold(String key, String value, String problem) {
    assertThat(parse(Map.of(key, value)).problems()).containsExactly(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scheduler", "scheduler.job-defaults", "scheduler.executors.default"})
  void parse_nestedMap_isToldAndNotIgnored(String key) {
    assertThat(parse(Map.of(key, Map.of("timezone", "UTC"))).problems())
        .containsExactly(
            key + " is a map; write a key of its own for each entry, such as '" + key + ".KEY'");
  }

  @ParameterizedTest
  @CsvSource({
    "scheduler.job_stores.redis.port, scheduler.jobstores.redis.port",
    "scheduler.jobstores.redis.TYPE, scheduler.jobstores.redis.type",
    "scheduler.job-defaults.coalesce, scheduler.jobDefaults.coalesce",
    "scheduler.time-zone, scheduler.timezone"
  })
  void key_inTwoSpellings_isTold(String one, String other) {
    assertThat(parse(Map.of(one, "UTC", other, "UTC")).problems())
        .contains(other + " is the same option as " + one);
  }

  @Test
  void key_ofOtherSoftware_isLeftAlone() {
    assertThat(parse(Map.of("timezone", "Mars", "dst", "x", "spring.executors", "y")).problems())
        .isEmpty();
  }

  @Test
  void name_notAllowed_isTold() {
    assertThat(parse(Map.of("scheduler.jobstores.my store.type", "redis")).problems())
        .singleElement()
        .asString()
        .startsWith("scheduler.jobstores.my store.type cannot be used")
        .contains("'my store'");
  }

  @Test
  void value_thatIsNoText_isTold() {
    assertThat(parse(Map.of("scheduler.timezone", new Fakes.Redis())).problems())
        .containsExactly(
            "scheduler.timezone is a "
                + Fakes.Redis.class.getName()
                + "; use a text, a number, a boolean or a duration");
  }

  @Test
  void parse_otherPrefix_readsThatAlone() {
    SchedulerConfig config =
        parse(
            "my-app.jobs.", Map.of("my_app.jobs.timezone", "UTC", "scheduler.timezone", "Nowhere"));

    assertThat(config.problems()).isEmpty();
    assertThat(config.zone()).isEqualTo(ZoneId.of("UTC"));
    assertThat(parse("", Map.of("timezone", "UTC")).zone()).isEqualTo(ZoneId.of("UTC"));
  }

  @Test
  void texts_propertiesWithDefaults_areIncluded() {
    Properties defaults = new Properties();
    defaults.setProperty("scheduler.timezone", "UTC");

    assertThat(TextConfig.texts(new Properties(defaults)))
        .isEqualTo(Map.of("scheduler.timezone", "UTC"));
  }

  @Test
  void texts_file_isReadAsUtf8(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("scheduler.properties");
    Files.writeString(file, "scheduler.jobstores.default.user = Jürgen\n");

    assertThat(TextConfig.texts(file))
        .isEqualTo(Map.of("scheduler.jobstores.default.user", "Jürgen"));
  }

  @Test
  void texts_noFile_namesIt(@TempDir Path folder) {
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> TextConfig.texts(folder.resolve("none.properties")))
        .withMessageContaining("none.properties");
  }

  private SchedulerConfig parse(Map<String, ?> properties) {
    return parse(TextConfig.PREFIX, properties);
  }

  private SchedulerConfig parse(String prefix, Map<String, ?> properties) {
    TextConfig text = new TextConfig();
    text.prefix(prefix);
    text.properties(properties);
    return text.read(providers);
  }
}
