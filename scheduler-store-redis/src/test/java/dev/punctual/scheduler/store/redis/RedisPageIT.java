package dev.punctual.scheduler.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.trigger.CronTrigger;
import dev.punctual.scheduler.trigger.DateTrigger;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page on Redis shows, and the same by properties. */
class RedisPageIT {

  private static final Task<String> MAIL = Task.named("mail", String.class, (text, context) -> {});

  @RegisterExtension static final TestServer SERVER = TestServer.start();

  /** As on the page; not called, since a test has no server at that address. */
  static BackgroundScheduler byBuilder(Task<String> mail) {
    BackgroundScheduler scheduler =
        BackgroundScheduler.builder()
            .jobStore("default", RedisJobStore.open("redis://127.0.0.1:6379"))
            .tasks(mail)
            .build();
    return scheduler;
  }

  /** As on the page. */
  static RedisJobStore replicated() {
    RedisJobStore store =
        RedisJobStore.builder("redis://127.0.0.1:6379")
            .namespace("billing")
            .durability(Durability.REPLICATED)
            .open();
    return store;
  }

  @Test
  void properties_ofTypeRedis_openAStore() throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(1);
    Task<String> mail = Task.named("mail", String.class, (text, context) -> ran.countDown());
    try (BackgroundScheduler scheduler =
        BackgroundScheduler.builder()
            .jobStore(
                "default",
                Map.of("type", "redis", "host", "127.0.0.1", "port", SERVER.port() + "", "db", 1))
            .tasks(mail)
            .build()) {
      scheduler.start();
      scheduler.addJob(mail, "hello", DateTrigger.now());
      assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void properties_thatAreWrong_areAllNamedWithoutSecrets() {
    Map<String, Object> options =
        Map.of(
            "type", "redis",
            "url", "nothing://user:s3cret@host",
            "durability", "always",
            "namespace", "a b",
            "timeout", "1h",
            "pasword", "s3cret");
    Assertions.assertThatThrownBy(
            () -> BackgroundScheduler.builder().jobStore("default", options).build())
        .isInstanceOf(ConfigProblemsException.class)
        .hasMessageContaining("url")
        .hasMessageContaining("durability")
        .hasMessageContaining("namespace")
        .hasMessageContaining("timeout")
        .hasMessageContaining("did you mean 'password'?")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void address_thatIsNone_isNotShown() {
    Assertions.assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisJobStore.open("nothing://user:s3cret@host"))
        .withMessageContaining("redis://host:port")
        .withMessageNotContaining("s3cret");
  }

  @Test
  void replicated_onACluster_isRefused() {
    Assertions.assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RedisJobStore.builder(SERVER.url())
                    .cluster(true)
                    .durability(Durability.REPLICATED)
                    .open())
        .withMessageContaining("REPLICATED");
  }

  @Test
  void properties_withAnAddress_takeNumbersAndTexts() {
    Map<String, Object> options =
        Map.of(
            "type", "redis",
            "url", SERVER.url() + "/2",
            "namespace", "by-url",
            "cluster", "false",
            "durability", "server",
            "timeout", "2s",
            "poll", "30s",
            "look-ahead", "500ms");
    try (BackgroundScheduler scheduler =
        BackgroundScheduler.builder()
            .jobStore("default", options)
            .jobStore("parts", Map.of("type", "redis", "port", SERVER.port(), "db", "2"))
            .tasks(MAIL)
            .build()) {
      scheduler.start();
      scheduler.addJob(MAIL, "hello", CronTrigger.crontab("0 0 1 1 *"), o -> o.id("j"));
      scheduler.addJob(
          MAIL, "hello", CronTrigger.crontab("0 0 1 1 *"), o -> o.id("k").store("parts"));
    }

    assertThat(jobs("by-url")).containsExactly("j");
    assertThat(jobs("default")).containsExactly("k");
  }

  private static List<String> jobs(String namespace) {
    try (RedisJobStore store =
        RedisJobStore.builder(SERVER.url() + "/2").namespace(namespace).open()) {
      return store.jobs().page(JobFilter.ALL, null, 10).items().stream()
          .map(JobRecord::id)
          .toList();
    }
  }

  @Test
  void store_onAnApplicationsClient_closesWhatItOpenedAndNothingElse() {
    RedisClient client = RedisClient.create(SERVER.url());
    try (StatefulRedisConnection<String, String> own = client.connect()) {
      long before = own.sync().clientList().lines().count();
      RedisJobStore store = RedisJobStore.open(client);
      store.hints().subscribe(due -> {});
      assertThat(own.sync().clientList().lines().count()).isEqualTo(before + 2);

      store.close();

      Awaitility.await().until(() -> own.sync().clientList().lines().count() == before);
      assertThat(own.sync().ping()).isEqualTo("PONG");
      RedisJobStore.open(client).close();
    } finally {
      client.shutdown();
    }
  }

  @Test
  void store_thatIsClosed_fails() {
    RedisJobStore store = RedisJobStore.open(SERVER.url());
    store.close();
    Assertions.assertThatThrownBy(() -> store.jobs().get("j"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("closed");
  }
}
