package dev.punctual.scheduler.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.trigger.DateTrigger;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the page on Redis shows, and the same by properties. */
class RedisPageIT {

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

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
                Map.of("type", "redis", "host", "127.0.0.1", "port", server.port() + "", "db", 1))
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
                RedisJobStore.builder(server.url())
                    .cluster(true)
                    .durability(Durability.REPLICATED)
                    .open())
        .withMessageContaining("REPLICATED");
  }

  @Test
  void store_afterItIsClosed_failsAndAnApplicationsClientGoesOn() {
    RedisJobStore store = RedisJobStore.open(server.url());
    store.close();
    Assertions.assertThatThrownBy(() -> store.jobs().get("j")).isInstanceOf(StoreException.class);
    io.lettuce.core.RedisClient client = io.lettuce.core.RedisClient.create(server.url());
    try {
      RedisJobStore.open(client).close();
      RedisJobStore.open(client).close();
    } finally {
      client.shutdown();
    }
  }
}
