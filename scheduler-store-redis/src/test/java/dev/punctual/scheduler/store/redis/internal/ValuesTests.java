package dev.punctual.scheduler.store.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTests {

  private static byte[] packed() {
    return Pack.row()
        .flag(true)
        .text("short")
        .number(70_000)
        .text("é".repeat(200))
        .nine(1_764_000_000_000_000L)
        .orFalse((String) null)
        .orFalse(Pack.row().text("inner").number(7).bytes())
        .text("last")
        .bytes();
  }

  @Test
  void values_areReadInTheirOrder() {
    Values values = Values.of(packed()).skip(1);

    assertThat(values.text()).isEqualTo("short");
    assertThat(values.number()).isEqualTo(70_000);
    assertThat(values.text()).isEqualTo("é".repeat(200));
    assertThat(values.number()).isEqualTo(1_764_000_000_000_000L);
    assertThat(values.bytesOrNull()).isNull();
    Values inner = values.within();
    assertThat(inner.text()).isEqualTo("inner");
    assertThat(inner.number()).isEqualTo(7);
    assertThat(values.text()).isEqualTo("last");
  }

  @Test
  void values_arePassedOver() {
    assertThat(Values.of(packed()).skip(7).text()).isEqualTo("last");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(longs = {0, 1, 127, 128, 40_000, 3_000_000_000L, 1L << 52, -1, -70_000, -(1L << 40)})
  void number_isReadAsItWasWritten(long number) {
    assertThat(Values.of(Pack.row().number(number).bytes()).number()).isEqualTo(number);
  }

  @Test
  void row_thatIsCutOff_isRefused() {
    byte[] whole = packed();
    for (int length = 0; length < whole.length; length++) {
      Values cut = Values.of(Arrays.copyOf(whole, length));
      assertThatIllegalStateException()
          .isThrownBy(() -> cut.skip(8))
          .withMessageContaining("damaged");
    }
  }

  @Test
  void value_ofAnotherKind_isRefused() {
    assertThatIllegalStateException().isThrownBy(() -> Values.of(packed()).number());
    assertThatIllegalStateException().isThrownBy(() -> Values.of(packed()).text());
    byte[] array = Pack.array(2).number(1).number(2).bytes();
    assertThatIllegalStateException().isThrownBy(() -> Values.of(array).skip(1));
  }
}
