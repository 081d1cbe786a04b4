package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.RetryPolicy;
import dev.punctual.scheduler.store.RunPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy is kept as text and read back as it was, or not at all. */
class PolicyTextTests {

  static Stream<JobPolicy> policies() {
    JobPolicy usual = JobPolicy.DEFAULT;
    RunPolicy run = RunPolicy.DEFAULT;
    return Stream.of(
        usual,
        usual.withQueue("mail").withPriority(9).withCoalesce(Coalesce.ALL).withMaxCatchUp(7),
        usual.withMisfireGraceTime(Duration.ofMillis(1_500)).withOverflow(Overflow.QUEUE_ALL),
        usual.withMaxInstances(3).withRun(run.withRetry(RetryPolicy.NONE)),
        usual.withRun(run.withTimeout(Duration.ofDays(2)).withGuarantee(Guarantee.AT_MOST_ONCE)),
        usual.withRun(
            run.withRetry(
                RetryPolicy.attempts(4)
                    .withDelays(Duration.ZERO, Duration.ofMinutes(5))
                    .onlyOn(IllegalStateException.class, java.io.IOException.class)
                    .notOn(NullPointerException.class))),
        usual.withRun(
            run.withFollowUps(
                List.of(
                    new FollowUp(FollowUp.When.SUCCESS, "a job & more = ümlaut, 100 %"),
                    new FollowUp(FollowUp.When.FAILURE, "b")))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("policies")
  void text_parsed_isThePolicy(JobPolicy policy) {
    assertThat(JobPolicy.parse(policy.text())).isEqualTo(policy);
  }

  @Test
  void default_isAnEmptyText() {
    assertThat(JobPolicy.DEFAULT.text()).isEmpty();
    assertThat(JobPolicy.DEFAULT.withPriority(1).text()).isEqualTo("priority=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "priority",
        "=1",
        "priority=x",
        "priority=10",
        "colour=red",
        "grace=soon",
        "then0=b",
        "then1=SUCCESS:b",
        "coalesce=MAYBE",
        "max=%",
        "max=1&max=2",
        "first=PT9H",
        "guarantee=at_most_once",
        "timeout=-PT1S",
        "on=%2520%2520",
        "class=java.io.File"
      })
  void text_thatIsNoPolicy_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobPolicy.parse(text))
        .satisfies(refused -> assertThat(refused.getMessage()).doesNotStartWith("No enum"));
  }

  @Test
  void refusal_namesThePartItsValueAndTheRule() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobPolicy.parse("priority=high"))
        .withMessage("the policy text says priority='high'; use a whole number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobPolicy.parse("coalesce=MAYBE"))
        .withMessage("the policy text says coalesce='MAYBE'; use one of [LATEST, EARLIEST, ALL]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobPolicy.parse("colour=red"))
        .withMessageContaining("'colour'")
        .withMessageContaining("newer");
  }

  @Test
  void anyPolicy_asTextAndBack_isThePolicy() {
    long seed = Long.getLong("punctual.seed", System.nanoTime());
    System.out.println("PolicyTextTests: -Dpunctual.seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      JobPolicy policy = anyPolicy(random);
      assertThat(JobPolicy.parse(policy.text())).as("seed %d", seed).isEqualTo(policy);
    }
  }

  @Test
  void damagedText_isReadOrRefused() {
    long seed = Long.getLong("punctual.seed", System.nanoTime());
    System.out.println("PolicyTextTests: -Dpunctual.seed=" + seed);
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      String text = damaged(random, anyPolicy(random).text());
      try {
        JobPolicy read = JobPolicy.parse(text);
        assertThat(JobPolicy.parse(read.text())).as("seed %d: %s", seed, text).isEqualTo(read);
      } catch (IllegalArgumentException expected) {
        assertThat(expected.getMessage()).doesNotContain("\n").hasSizeLessThan(500);
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void largestPolicy_hasATextThatCanBeRead() {
    List<FollowUp> followUps =
        IntStream.range(0, RunPolicy.MAX_FOLLOW_UPS)
            .mapToObj(i -> new FollowUp(FollowUp.When.FAILURE, "語".repeat(198) + (10 + i)))
            .toList();
    RetryPolicy retry =
        new RetryPolicy(999, Duration.ofMillis(1), Duration.ofDays(300), names("a"), names("b"));
    JobPolicy policy =
        JobPolicy.DEFAULT.withRun(RunPolicy.DEFAULT.withRetry(retry).withFollowUps(followUps));

    assertThat(JobPolicy.parse(policy.text())).isEqualTo(policy);
  }

  private static Set<String> names(String prefix) {
    return IntStream.range(0, 20)
        .mapToObj(i -> prefix + "語".repeat(297) + (10 + i))
        .collect(Collectors.toSet());
  }

  private static JobPolicy anyPolicy(Random random) {
    Duration longest = Duration.ofMillis(random.nextInt(1_000_000));
    RetryPolicy retry =
        new RetryPolicy(
            1 + random.nextInt(1_000),
            longest.multipliedBy(random.nextInt(101)).dividedBy(100),
            longest,
            someNames(random),
            someNames(random));
    List<FollowUp> followUps = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      followUps.add(new FollowUp(oneOf(random, FollowUp.When.values()), someName(random)));
    }
    RunPolicy run =
        new RunPolicy(retry, someLimit(random), oneOf(random, Guarantee.values()), followUps);
    return new JobPolicy(
        "q" + random.nextInt(5),
        random.nextInt(10),
        oneOf(random, Coalesce.values()),
        someLimit(random),
        1 + random.nextInt(1_000_000),
        oneOf(random, Overflow.values()),
        1 + random.nextInt(10_000),
        random.nextInt(4) == 0 ? RunPolicy.DEFAULT : run);
  }

  private static <T> T oneOf(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  private static @Nullable Duration someLimit(Random random) {
    return random.nextBoolean()
        ? null
        : Duration.ofNanos(1 + (random.nextLong() >>> (1 + random.nextInt(62))));
  }

  private static Set<String> someNames(Random random) {
    return IntStream.range(0, random.nextInt(4))
        .mapToObj(i -> someName(random))
        .collect(Collectors.toSet());
  }

  private static String someName(Random random) {
    String[] parts = {
      "a.B", ",", "&", "=", "%", "%2C", "+", "ü", "\uD83D\uDE00", ":", "$1", "then0"
    };
    return IntStream.range(0, 1 + random.nextInt(4))
        .mapToObj(i -> oneOf(random, parts))
        .collect(Collectors.joining());
  }

  private static String damaged(Random random, String text) {
    StringBuilder out = new StringBuilder(text);
    for (int n = 1 + random.nextInt(3); n > 0 && out.length() > 0; n--) {
      int at = random.nextInt(out.length());
      char any = "&=%,:\u0000\n0Zü".charAt(random.nextInt(10));
      switch (random.nextInt(3)) {
        case 0 -> out.setCharAt(at, any);
        case 1 -> out.deleteCharAt(at);
        default -> out.insert(at, any);
      }
    }
    return out.toString();
  }
}
