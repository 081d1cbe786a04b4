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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        "max=%"
      })
  void text_thatIsNoPolicy_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> JobPolicy.parse(text));
  }
}
