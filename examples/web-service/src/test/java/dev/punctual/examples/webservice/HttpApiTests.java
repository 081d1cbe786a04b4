package dev.punctual.examples.webservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.punctual.scheduler.BackgroundScheduler;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The service's paths, over real HTTP. */
class HttpApiTests {

  private static final String SUCCESS = "{\"msg\":\"success!\"}";

  private final BackgroundScheduler scheduler = BackgroundScheduler.create();
  private HttpApi api;
  private Client client;

  @BeforeEach
  void start() throws Exception {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Jobs jobs = new Jobs(scheduler, nowhere);
    jobs.addDefault();
    scheduler.start();
    api = HttpApi.listen(0, jobs);
    client = new Client(api.port());
  }

  @AfterEach
  void stop() {
    api.close();
    scheduler.shutdownNow();
  }

  @Test
  void job_isAddedListedAndRemoved() throws Exception {
    HttpResponse<String> added = client.post("/add-job", "\"1\"");
    HttpResponse<String> listed = client.get("/jobs");
    HttpResponse<String> removed = client.post("/remove-job", "{\"job_id\": \"1\"}");

    assertThat(added.statusCode()).isEqualTo(200);
    assertThat(added.body()).isEqualTo(SUCCESS);
    assertThat(listed.body())
        .contains("\"id\":\"default\"", "\"id\":\"1\"", "every 2 seconds", "every 3 seconds");
    assertThat(removed.statusCode()).isEqualTo(200);
    assertThat(removed.body()).isEqualTo(SUCCESS);
    assertThat(client.get("/jobs").body()).doesNotContain("\"id\":\"1\"");
  }

  @Test
  void duplicateId_isAConflictAndTheJobStays() throws Exception {
    HttpResponse<String> reply = client.post("/add-job", "\"default\"");

    assertThat(reply.statusCode()).isEqualTo(409);
    assertThat(reply.body()).contains("'default'");
    assertThat(scheduler.getJobs()).hasSize(1);
  }

  @Test
  void unknownId_isNotFound() throws Exception {
    HttpResponse<String> reply = client.post("/remove-job", "{\"job_id\": \"nobody\"}");

    assertThat(reply.statusCode()).isEqualTo(404);
    assertThat(reply.body()).contains("'nobody'");
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        arguments("/add-job", "", "JSON string"),
        arguments("/add-job", "1", "JSON string"),
        arguments("/add-job", "{\"job_id\": \"1\"}", "JSON string"),
        arguments("/add-job", "\"1", "not JSON"),
        arguments("/add-job", "\"1\" \"2\"", "not JSON"),
        arguments("/add-job", "\"\"", "0 characters"),
        arguments("/add-job", "\"a~b\"", "U+007E"),
        arguments("/add-job", "\"a\\u0000b\"", "U+0000"),
        arguments("/add-job", "\"" + "x".repeat(201) + "\"", "201 characters"),
        arguments("/remove-job", "\"1\"", "job_id"),
        arguments("/remove-job", "{}", "job_id"),
        arguments("/remove-job", "{\"job_id\": 1}", "job_id"),
        arguments("/remove-job", "{\"job_id\": \"1\", \"job_id\": \"2\"}", "not JSON"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("malformed")
  void malformedInput_isRefusedWithTheReason(String path, String body, String reason)
      throws Exception {
    HttpResponse<String> reply = client.post(path, body);

    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(reply.body()).contains(reason);
    assertThat(scheduler.getJobs()).hasSize(1);
  }

  @Test
  void bodyOfExactlyTheLimit_isReadAndOneByteMoreIsTooLarge() throws Exception {
    String longest = "\"" + "x".repeat(Requests.LIMIT - 2) + "\"";

    assertThat(client.post("/add-job", longest).statusCode()).isEqualTo(400);
    assertThat(client.post("/add-job", longest + " ").statusCode()).isEqualTo(413);
    assertThat(client.post("/add-job", " ".repeat(2_000_000)).statusCode()).isEqualTo(413);
    assertThat(client.get("/jobs").statusCode()).isEqualTo(200);
  }

  @Test
  void wrongMethod_isRefusedWithTheRightOne() throws Exception {
    HttpResponse<String> reply = client.get("/add-job");

    assertThat(reply.statusCode()).isEqualTo(405);
    assertThat(reply.headers().firstValue("Allow")).contains("POST");
  }

  @Test
  void unknownPath_isNotFound() throws Exception {
    assertThat(client.get("/add-job/more").statusCode()).isEqualTo(404);
  }
}
