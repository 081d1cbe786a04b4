package dev.punctual.scheduler.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.internal.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Generated ids. */
class IdsTests {

  private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-03-02T08:00:00Z"), 7);

  @Test
  void next_microsecondsLater_sortsLater() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      ids.add(Ids.next(time));
      time.advance(Duration.ofNanos(1_000));
    }

    assertThat(ids).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void next_atOneInstant_isAnotherEachTime() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      ids.add(Ids.next(time));
    }

    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void next_hasTheLayoutOfAVersion7Uuid() {
    time.advance(Duration.ofNanos(999_999));
    long millis = time.instant().toEpochMilli();

    assertThat(Ids.next(time)).matches(String.format("%012x7fff[89ab][0-9a-f]{15}", millis));
  }

  @Test
  void ofNode_atOneInstant_isAnotherEachTime_inSixteenDigitsAndLetters() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      ids.add(Ids.ofNode(time));
    }

    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-z]{16}"));
  }
}
