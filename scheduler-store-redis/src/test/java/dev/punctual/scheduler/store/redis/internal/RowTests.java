package dev.punctual.scheduler.store.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowTests {

  private static final long[] NUMBERS = {
    0, 1, 127, 128, -1, -33, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 52, -(1L << 52)
  };

  @Test
  void row_isReadAsItWasWritten() {
    Pack pack = Pack.row();
    for (long number : NUMBERS) {
      pack.number(number);
    }
    String text = "ü".repeat(100);
    byte[] large = new byte[70_000];
    pack.text(text).orFalse(large).orFalse((String) null).flag(true).text("").begin(1).number(7);

    Row row = Row.of(pack.bytes());

    for (int i = 0; i < NUMBERS.length; i++) {
      assertThat(row.number(i + 1)).isEqualTo(NUMBERS[i]);
    }
    int next = NUMBERS.length + 1;
    assertThat(row.text(next)).isEqualTo(text);
    assertThat(row.bytes(next + 1)).isEqualTo(large);
    assertThat(row.textOrNull(next + 2)).isNull();
    assertThat(row.flag(next + 3)).isTrue();
    assertThat(row.text(next + 4)).isEmpty();
    assertThat(row.has(next + 5)).isTrue();
    assertThat(row.has(next + 6)).isFalse();
  }

  @Test
  void array_isReadAsItWasWritten() {
    Row row = Row.ofArray(Pack.array(2).number(7).text("x").bytes());

    assertThat(row.size()).isEqualTo(2);
    assertThat(row.number(1)).isEqualTo(7);
    assertThat(row.text(2)).isEqualTo("x");
  }

  @Test
  void slot_ofAnotherKind_isNamed() {
    Row row = Row.of(Pack.row().text("x").bytes());

    assertThatIllegalStateException()
        .isThrownBy(() -> row.number(1))
        .withMessageContaining("slot 1");
    assertThatIllegalStateException().isThrownBy(() -> row.text(2)).withMessageContaining("slot 2");
  }

  @Test
  void bytes_thatAreDamaged_areReadOrRefused() {
    Random random = new Random(20_261_125);
    byte[] good = Pack.array(3).text("job").number(5).begin(1).text("x").bytes();
    for (int i = 0; i < 10_000; i++) {
      byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
      if (bad.length > 0) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        Row.of(bad);
        Row.ofArray(bad);
      } catch (IllegalStateException refused) {
        assertThat(refused).hasMessageContaining("row of " + bad.length + " bytes");
      }
    }
  }

  @Test
  void arrays_withinArrays_areBounded() {
    byte[] deep = new byte[10_000];
    Arrays.fill(deep, (byte) 0x91);

    assertThatThrownBy(() -> Row.of(deep)).isInstanceOf(IllegalStateException.class);
  }
}
