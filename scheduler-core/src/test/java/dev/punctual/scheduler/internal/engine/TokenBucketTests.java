package dev.punctual.scheduler.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.RateLimit;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bucket gives what its limit says and not more. */
class TokenBucketTests {

  private static final long MS = 1_000_000;

  @Test
  void bucket_isFullAtFirstAndAfterARest() {
    TokenBucket bucket = new TokenBucket(RateLimit.of(10, Duration.ofSeconds(1)), 5);
    assertThat(bucket.tokens(5)).isEqualTo(10);
    bucket.take(10, 5);
    assertThat(bucket.tokens(5)).isZero();
    assertThat(bucket.nanosUntilToken(5)).isEqualTo(100 * MS);
    assertThat(bucket.tokens(5 + 100 * MS - 1)).isZero();
    assertThat(bucket.tokens(5 + 100 * MS)).isEqualTo(1);
    assertThat(bucket.nanosUntilToken(5 + 100 * MS)).isZero();
    assertThat(bucket.tokens(5 + 3_600_000 * MS)).isEqualTo(10);
  }

  @Test
  void bucket_thatIsOverdrawn_delaysTheNextTokens() {
    TokenBucket bucket = new TokenBucket(RateLimit.of(2, Duration.ofSeconds(1)), 0);
    bucket.take(4, 0);
    assertThat(bucket.tokens(0)).isZero();
    assertThat(bucket.nanosUntilToken(0)).isEqualTo(1_500 * MS);
    assertThat(bucket.tokens(1_500 * MS)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 1_000 * MS, Long.MIN_VALUE})
  void bucket_whoeverAsksHoweverOften_givesNoMoreThanItsRate(long begin) {
    long seed = Long.getLong("punctual.seed", System.nanoTime());
    System.out.println("TokenBucketTests: -Dpunctual.seed=" + seed);
    Random random = new Random(seed);
    TokenBucket bucket = new TokenBucket(RateLimit.of(7, Duration.ofSeconds(3)), begin);
    long nanos = 0;
    long given = 0;
    for (int i = 0; i < 10_000; i++) {
      nanos += random.nextLong(500 * MS);
      int some = Math.min(bucket.tokens(begin + nanos), 1 + random.nextInt(3));
      bucket.take(some, begin + nanos);
      given += some;
      assertThat(given).isLessThanOrEqualTo(7 + nanos * 7 / (3_000 * MS));
    }
    assertThat(given).isGreaterThan(nanos * 7 / (3_000 * MS) * 9 / 10);
  }
}
