package dev.punctual.scheduler.store.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.punctual.scheduler.store.ExecutionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunKeyTests {

  /** In the order of the contract. */
  private static final List<ExecutionId> ORDERED =
      List.of(
          ExecutionId.ofFire("a", Long.MIN_VALUE, Instant.ofEpochMilli(5)),
          ExecutionId.ofFire("a", -1, Instant.ofEpochMilli(5)),
          ExecutionId.ofFire("a", 9, Instant.parse("0001-01-01T00:00:00Z")),
          ExecutionId.ofFire("a", 9, Instant.ofEpochMilli(-1)),
          ExecutionId.ofFire("a", 9, Instant.EPOCH),
          ExecutionId.ofFire("a", 9, Instant.ofEpochMilli(9)),
          ExecutionId.ofFire("a", 9, Instant.ofEpochMilli(10)),
          ExecutionId.ofFire("a", 9, Instant.ofEpochMilli(99)),
          ExecutionId.ofFire("a", 9, Instant.parse("2026-03-01T12:00:00Z")),
          ExecutionId.ofFire("a", 9, Instant.ofEpochMilli(Long.MAX_VALUE)),
          ExecutionId.ofRequest("a", 9, "r1"),
          ExecutionId.ofRequest("a", 9, "r10"),
          ExecutionId.ofRequest("a", 10, "r1"),
          ExecutionId.ofFire("a", Long.MAX_VALUE, Instant.ofEpochMilli(5)),
          ExecutionId.ofFire("a b", 1, Instant.ofEpochMilli(5)),
          ExecutionId.ofFire("aa", 1, Instant.ofEpochMilli(5)),
          ExecutionId.ofFire("é", 1, Instant.ofEpochMilli(5)));

  @Test
  void keys_sortLikeTheIdsTheyStandFor() {
    List<String> keys = new ArrayList<>(ORDERED.stream().map(RunKey::of).toList());
    List<String> expected = List.copyOf(keys);
    Collections.shuffle(keys, new Random(1));
    Collections.sort(keys);

    assertThat(keys).isEqualTo(expected);
  }

  @Test
  void key_isReadBackIntoItsId() {
    assertThat(ORDERED).allSatisfy(id -> assertThat(RunKey.parse(RunKey.of(id))).isEqualTo(id));
  }

  @Test
  void text_thatIsNoKey_isRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> RunKey.parse("job~1~2"))
        .withMessageContaining("job~1~2");
  }
}
