package dev.punctual.examples.webservice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
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
            "target" + File.separator + "web-service.jar");
    builder.command().addAll(List.of(args));
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
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
