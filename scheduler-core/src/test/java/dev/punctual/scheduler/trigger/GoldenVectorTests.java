package dev.punctual.scheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded answer of APScheduler 3.11.2, under each policy for which one is recorded. */
class GoldenVectorTests {

  private static final Map<String, DstPolicy> PAIRS =
      Map.of(
          "recommended", DstPolicy.RECOMMENDED,
          "skip/both", DstPolicy.WALL_CLOCK,
          "skip/first", new DstPolicy(Gap.SKIP, Overlap.FIRST),
          "shift/both", new DstPolicy(Gap.SHIFT_FORWARD, Overlap.BOTH),
          "shift/first", new DstPolicy(Gap.SHIFT_FORWARD, Overlap.FIRST),
          "next/first", new DstPolicy(Gap.NEXT_VALID, Overlap.FIRST),
          "next/both", new DstPolicy(Gap.NEXT_VALID, Overlap.BOTH));

  static Stream<GoldenVector> withoutPolicies() {
    return GoldenVector.all().filter(vector -> !vector.hasPolicies());
  }

  static Stream<GoldenVector> withPolicies() {
    return GoldenVector.all().filter(GoldenVector::hasPolicies);
  }

  static Stream<GoldenVector> crontabs() {
    return withoutPolicies().filter(vector -> vector.kind().equals("crontab"));
  }

  static Stream<GoldenVector> consistentInSource() {
    return withPolicies()
        .filter(vector -> !vector.brokenInSource())
        .filter(vector -> vector.expected().equals(vector.policy("shift/both")));
  }

  @ParameterizedTest
  @MethodSource("withoutPolicies")
  void next_vectorWithoutClockChange_equalsTheRecord(GoldenVector vector) {
    check(vector, DstPolicy.RECOMMENDED, vector.expected());
  }

  @ParameterizedTest
  @MethodSource("withPolicies")
  void next_vectorWithClockChange_equalsEachPolicy(GoldenVector vector) {
    PAIRS.forEach(
        (name, policy) -> {
          List<Instant> expected = vector.policy(name);
          if (expected != null) {
            check(vector, policy, expected);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("consistentInSource")
  void next_presetApscheduler3_equalsTheRecordWhereThatIsConsistent(GoldenVector vector) {
    check(vector, DstPolicy.APSCHEDULER3, vector.expected());
  }

  @ParameterizedTest
  @MethodSource("crontabs")
  void next_textReadAsCrontab_equalsTheVixieReading(GoldenVector vector) {
    Trigger trigger = CronTrigger.crontab(vector.expression()).withZone(vector.zone());
    assertThat(vector.fires(trigger, 5)).isEqualTo(vector.expectedByCrontab());
  }

  private static void check(GoldenVector vector, DstPolicy policy, List<Instant> expected) {
    Trigger trigger = vector.trigger(policy);
    assertThat(vector.fires(trigger, 5))
        .as("%s under %s", vector.json(), policy)
        .isEqualTo(expected);
    Trigger again = Triggers.parse(trigger.text());
    assertThat(again).isEqualTo(trigger).hasSameHashCodeAs(trigger);
    assertThat(vector.fires(again, 5)).isEqualTo(expected);
  }
}
