package dev.punctual.scheduler.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The type {@code jdbc} in maps and properties. */
class JdbcJobStoreProviderTests {

  private static final Task<Void> NOTHING = Task.named("nothing", context -> {});

  @TempDir private Path folder;

  private String file() {
    return "jdbc:h2:file:" + folder.resolve("jobs");
  }

  private static BackgroundScheduler scheduler(Map<String, ?> store) {
    return BackgroundScheduler.builder().tasks(NOTHING).jobStore("default", store).build();
  }

  private static Map<String, Object> options(String url, Object... more) {
    Map<String, Object> options = new HashMap<>(Map.of("type", "jdbc", "url", url));
    for (int i = 0; i < more.length; i += 2) {
      options.put((String) more[i], more[i + 1]);
    }
    return options;
  }

  @Test
  void jobs_areInTheFileForTheNextProcess() {
    try (BackgroundScheduler scheduler =
        scheduler(options(file(), "schema-mode", "create", "username", "sa", "password", "x1"))) {
      scheduler.addJob(NOTHING, IntervalTrigger.every(Duration.ofDays(1)), o -> o.id("kept"));
      scheduler.start();
    }

    try (BackgroundScheduler scheduler =
        scheduler(options(file(), "username", "sa", "password", "x1"))) {
      assertThat(scheduler.getJob("kept")).isPresent();
    }
  }

  @Test
  void properties_sayTheSame() {
    Map<String, String> properties =
        Map.of(
            "scheduler.jobstores.default.type", "jdbc",
            "scheduler.jobstores.default.url", "jdbc:h2:mem:properties",
            "scheduler.jobstores.default.schema-mode", "create",
            "scheduler.jobstores.default.table_prefix", "my_",
            "scheduler.jobstores.default.poll", "250ms",
            "scheduler.jobstores.default.look-ahead", "0s",
            "scheduler.jobstores.default.dialect", "H2",
            "scheduler.jobstores.default.notifications", "no");

    try (BackgroundScheduler scheduler =
        BackgroundScheduler.builder().properties(properties).build()) {
      assertThat(scheduler.getJobs()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "table-prefix | a b | 1 to 48 letters",
        "schema | x; DROP | 1 to 48 letters",
        "schema-mode | creat | did you mean 'create'",
        "poll | 1ms | 50ms to 5m",
        "look-ahead | 3s | 0s to 2s",
        "dialect | oracle | postgresql, mariadb or h2",
        "notifications | maybe | true or false",
        "usernam | me | did you mean 'username'",
        "tableprefixx | a | did you mean 'table-prefix'",
        "url | postgresql://host/db | such as jdbc:postgresql://host/name",
        "url | jdbc:nosuch:thing | add the driver"
      })
  void mistake_isToldWithTheRule(String key, String value, String rule) {
    Map<String, Object> options = options("jdbc:h2:mem:mistakes", key, value);

    assertThatThrownBy(() -> scheduler(options))
        .isInstanceOf(ConfigProblemsException.class)
        .hasMessageContaining(key)
        .hasMessageContaining(rule);
  }

  @Test
  void missingUrl_isTold() {
    assertThatThrownBy(() -> scheduler(Map.of("type", "jdbc")))
        .isInstanceOf(ConfigProblemsException.class)
        .hasMessageContaining("url is missing");
  }

  @Test
  void password_isInNoMessage() {
    String url = "jdbc:h2:tcp://127.0.0.1:1/nowhere;PASSWORD=geheim1";

    assertThatThrownBy(() -> scheduler(options(url, "username", "sa", "passwort", "geheim2")))
        .hasMessageContaining("'password'")
        .satisfies(JdbcJobStoreProviderTests::showsNoPassword);
    assertThatThrownBy(() -> scheduler(options("jdbc:nosuch://sa:geheim1@host/x?password=geheim2")))
        .satisfies(JdbcJobStoreProviderTests::showsNoPassword);
    assertThatThrownBy(() -> scheduler(options(url, "username", "sa")))
        .satisfies(JdbcJobStoreProviderTests::showsNoPassword);
    assertThatThrownBy(
            () ->
                scheduler(
                    options(
                        "jdbc:postgresql://127.0.0.1:1/x?password=geheim1&user=geheimnis",
                        "password",
                        "geheim2")))
        .satisfies(JdbcJobStoreProviderTests::showsNoPassword);
  }

  private static void showsNoPassword(Throwable error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      assertThat(each.toString()).doesNotContain("geheim1", "geheim2");
    }
  }

  @Test
  void databaseOfThisProcess_staysOpenAsLongAsTheStore() {
    try (BackgroundScheduler scheduler =
        scheduler(options("jdbc:h2:mem:anchored", "schema-mode", "create"))) {
      scheduler.addJob(NOTHING, IntervalTrigger.every(Duration.ofDays(1)), o -> o.id("kept"));
      scheduler.start();
      assertThat(scheduler.getJob("kept")).isPresent();
    }

    assertThatThrownBy(() -> scheduler(options("jdbc:h2:mem:anchored")))
        .hasStackTraceContaining("are missing");
  }
}
