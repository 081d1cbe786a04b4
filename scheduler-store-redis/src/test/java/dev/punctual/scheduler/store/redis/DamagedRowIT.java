package dev.punctual.scheduler.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.JobStore;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job whose row somebody has damaged does not hold up others. */
class DamagedRowIT {

  private static final byte[] JOBS = "{punctual:default}:j".getBytes(UTF_8);
  private static final byte[] BAD = "bad".getBytes(UTF_8);

  @ParameterizedTest(name = "{0} bytes are left")
  @ValueSource(ints = {1, 10, 40, 90})
  void job_whoseRowIsCutOff_leavesOthersAlone(int left) {
    claimAround(left);
  }

  @Test
  void job_whoseRowIsEmpty_leavesOthersAlone() {
    claimAround(0);
  }

  private static void claimAround(int left) {
    try (TestServer server = TestServer.start();
        JobStore store = RedisJobStore.open(server.url())) {
      StoreDriver driver = new StoreDriver(store);
      driver.put("bad", Payload.none());
      driver.put("good", Payload.none());
      cut(server, left);

      assertThat(driver.take(driver.request()).fired())
          .extracting(run -> run.id().jobId())
          .containsExactly("good");
      driver.put("other", Payload.none());
      assertThat(driver.fire()).extracting(run -> run.id().jobId()).containsExactly("other");
      assertThat(driver.fire()).isEmpty();
    }
  }

  private static void cut(TestServer server, int left) {
    RedisClient client = RedisClient.create(server.url());
    try (StatefulRedisConnection<byte[], byte[]> connection =
        client.connect(ByteArrayCodec.INSTANCE)) {
      byte[] whole = connection.sync().hget(JOBS, BAD);
      assertThat(whole.length).isGreaterThan(left);
      connection.sync().hset(JOBS, BAD, Arrays.copyOf(whole, left));
    } finally {
      client.shutdown();
    }
  }
}
