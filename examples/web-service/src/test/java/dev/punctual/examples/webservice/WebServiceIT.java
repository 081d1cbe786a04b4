package dev.punctual.examples.webservice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar, run as a user runs it. */
class WebServiceIT {

  private static final Pattern ADDRESS = Pattern.compile("listening on http://127.0.0.1:(\\d+)");

  @TempDir Path folder;
  private Process service;
  private Path output;

  @BeforeEach
  void start() throws Exception {
    output = folder.resolve("out.txt");
    service = run("--port", "0");
  }

  @AfterEach
  void stop() {
    service.destroyForcibly();
  }

  private Process run(String... args) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            Path.of("target", "web-service.jar").toAbsolutePath().toString());
    builder.command().addAll(List.of(args));
    return builder
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  @Test
  void service_runsJobsOnTimeAndEndsInOrder() throws Exception {
    Client client = new Client(port());
    assertThat(client.post("/add-job", "\"1\"").statusCode()).isEqualTo(200);

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(Files.readString(output))
                    .containsPattern("job default of \\S+ ran at \\S+")
                    .containsPattern("job 1 of \\S+ ran at \\S+"));
    assertThat(client.get("/executions").body()).contains("\"state\":\"SUCCEEDED\"");

    service.destroy();
    assertThat(service.waitFor(15, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void takenPort_isSaidAndEndsWithOne() throws Exception {
    int port = port();

    Process second = run("--port", String.valueOf(port));

    assertThat(second.waitFor(15, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(Files.readString(output)).contains("port " + port + " is taken");
  }

  @Test
  void jobs_surviveAKillOfTheProcess() throws Exception {
    Client client = new Client(port());
    assertThat(client.post("/add-job", "\"1\"").statusCode()).isEqualTo(200);
    await().until(() -> runs("1").size() > 1 && isQuiet("1", 2) && isQuiet("default", 3));
    assertThat(client.post("/add-job", "\"acknowledged\"").statusCode()).isEqualTo(200);
    service.destroyForcibly().waitFor();
    assertThat(folder.resolve("web-service-data")).isDirectoryContaining("glob:**jobs.mv.db");
    List<Instant> before = runs("1");

    TimeUnit.SECONDS.sleep(7); // at least three fires of job 1 pass meanwhile
    output = folder.resolve("again.txt");
    service = run("--port", "0");
    Client again = new Client(port());

    assertThat(again.get("/jobs").body())
        .containsOnlyOnce("\"id\":\"default\"")
        .containsOnlyOnce("\"id\":\"1\"")
        .containsOnlyOnce("\"id\":\"acknowledged\"");
    await()
        .until(
            () ->
                runs("1").size() > 2
                    && runs("acknowledged").size() > 1
                    && !runs("default").isEmpty());
    // What was missed is made up for by one late run, and the fires keep their rhythm.
    List<Instant> after = runs("1");
    Instant last = before.get(before.size() - 1);
    assertThat(after).isSorted().doesNotHaveDuplicates();
    assertThat(after.get(0)).isAfter(last.plusSeconds(5));
    assertThat(after).allMatch(fire -> Duration.between(last, fire).toMillis() % 2_000 == 0);
    assertThat(again.post("/remove-job", "{\"job_id\": \"1\"}").statusCode()).isEqualTo(200);
  }

  @Test
  void memory_canBeChosenAndLeavesNoFile() throws Exception {
    service.destroyForcibly().waitFor();
    Path other = Files.createDirectory(folder.resolve("other"));
    output = other.resolve("out.txt");
    folder = other;
    service = run("--port", "0", "--store", "memory");

    assertThat(new Client(port()).get("/jobs").body()).contains("\"id\":\"default\"");
    assertThat(other.resolve("web-service-data")).doesNotExist();
  }

  @Test
  void storeThatCannotBeReached_isSaidAndEndsWithOne() throws Exception {
    String nowhere = "jdbc:postgresql://127.0.0.1:1/jobs?user=me&password=secret1";

    Process refused = run("--port", "0", "--store", nowhere);

    assertThat(refused.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(refused.exitValue()).isEqualTo(1);
    assertThat(Files.readString(output))
        .contains("127.0.0.1:1")
        .contains("--store")
        .doesNotContain("secret1");
  }

  /** Whether a job has run a while ago and does not soon run again. */
  private boolean isQuiet(String job, int seconds) throws IOException {
    List<Instant> runs = runs(job);
    Instant now = Instant.now();
    return !runs.isEmpty()
        && runs.get(runs.size() - 1).isBefore(now.minusMillis(300))
        && runs.get(runs.size() - 1).isAfter(now.minusSeconds(seconds).plusMillis(500));
  }

  /** The fire times of the runs that the current process has printed of a job. */
  private List<Instant> runs(String job) throws IOException {
    Pattern line = Pattern.compile("job " + job + " of (\\S+) ran at ");
    return line.matcher(Files.readString(output))
        .results()
        .map(found -> Instant.parse(found.group(1)))
        .toList();
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(30));
  }

  private int port() {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              Matcher said = ADDRESS.matcher(Files.readString(output));
              return said.find() ? Integer.parseInt(said.group(1)) : -1;
            },
            port -> port > 0);
  }
}
