package dev.punctual.scheduler.store.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HintTextTests {

  private static final String HERE = "here";
  private static final String THERE = "there";

  @Test
  void text_ofAHint_isReadBack() {
    HintText hint = new HintText(1_772_366_400_000L, Set.of("daily mail"));

    assertThat(hint.texts(THERE)).hasSize(1);
    assertThat(read(hint)).isEqualTo(hint);
  }

  @Test
  void text_ofJobsOnly_hasNoDueTime() {
    HintText hint = new HintText(HintText.NEVER, Set.of("j"));

    assertThat(read(hint)).isEqualTo(hint);
  }

  @Test
  void text_fromHere_isNoHint() {
    String text = new HintText(5, Set.of()).texts(HERE).get(0);

    assertThat(HintText.parse(text, HERE)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "there", "there\nsoon", "there\n12 34", "there\n99999999999999999999"})
  void text_ofSomebodyElse_isNoHint(String text) {
    assertThat(HintText.parse(text, HERE)).isNull();
  }

  @Test
  void with_keepsTheEarlierDueTimeAndAllJobs() {
    HintText both = new HintText(7, Set.of("a")).with(new HintText(3, Set.of("b")));

    assertThat(both).isEqualTo(new HintText(3, new LinkedHashSet<>(List.of("a", "b"))));
    assertThat(HintText.NOTHING.with(HintText.NOTHING).isNothing()).isTrue();
  }

  @Test
  void texts_ofManyLongIds_eachFitIntoANotification() {
    Set<String> ids =
        IntStream.range(0, 100)
            .mapToObj(i -> "\uD83D\uDE00".repeat(95) + i)
            .collect(Collectors.toCollection(LinkedHashSet::new));

    List<String> texts = new HintText(1, ids).texts(THERE);

    assertThat(texts)
        .allSatisfy(
            text -> assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(8_000));
    Set<String> read = new LinkedHashSet<>();
    texts.forEach(
        text -> read.addAll(Objects.requireNonNull(HintText.parse(text, HERE)).revoked()));
    assertThat(read).isEqualTo(ids);
  }

  @Test
  void with_ofMoreJobsThanAreTold_staysBounded() {
    HintText all = HintText.NOTHING;
    for (int i = 0; i < 5_000; i++) {
      all = all.with(new HintText(HintText.NEVER, Set.of("job-" + i)));
    }

    assertThat(all.revoked()).hasSize(1_000);
  }

  private static HintText read(HintText hint) {
    return Objects.requireNonNull(HintText.parse(hint.texts(THERE).get(0), HERE));
  }
}
