package dev.punctual.scheduler.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.codec.PayloadCodec;
import dev.punctual.scheduler.codec.PayloadException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The contract of a {@link dev.punctual.scheduler.codec.PayloadCodec}, clause by clause (P1, P2,
 * …). {@code -Dpunctual.tck.seed=N} repeats the random bytes of an earlier run.
 */
public abstract class PayloadCodecContract {

  /** For subclasses. */
  protected PayloadCodecContract() {}

  /** The codec. */
  protected abstract PayloadCodec codec();

  /** Values that it can write, of at least two types; each is read back by its own class. */
  protected abstract List<?> samples();

  @Test
  void P1_name_isOneThatStoresKeep() {
    assertThat(codec().name()).matches("[a-z][a-z0-9-]{0,31}").isEqualTo(codec().name());
  }

  @Test
  void P2_decode_ofWhatWasEncoded_isAnEqualValue() {
    assertThat(samples().stream().map(Object::getClass).distinct().count())
        .as("types among the samples")
        .isGreaterThan(1);
    for (Object sample : samples()) {
      assertThat(decode(encode(sample), sample.getClass())).isEqualTo(sample);
    }
  }

  @Test
  void P3_encode_givesBytesOfItsOwn() {
    for (Object sample : samples()) {
      byte[] bytes = encode(sample);
      Arrays.fill(bytes, (byte) 0);

      assertThat(decode(encode(sample), sample.getClass())).isEqualTo(sample);
    }
  }

  @Test
  void P4_decode_leavesTheBytesAsTheyAre() {
    for (Object sample : samples()) {
      byte[] bytes = encode(sample);
      byte[] before = bytes.clone();
      decode(bytes, sample.getClass());

      assertThat(bytes).isEqualTo(before);
    }
  }

  @Test
  void P5_decode_asAnotherType_isThatTypeOrRefused() {
    for (Object sample : samples()) {
      for (Object other : samples()) {
        readOrRefuse(encode(sample), other.getClass());
      }
    }
  }

  @Test
  void P6_decode_ofDamagedBytes_isReadOrRefused() {
    Random random = Seeds.random("codec");
    Seeds.showing(
        () -> {
          for (Object sample : samples()) {
            byte[] bytes = encode(sample);
            for (int i = 0; i < 200; i++) {
              byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length + 3));
              for (int n = random.nextInt(4); n > 0 && damaged.length > 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
              }
              readOrRefuse(damaged, sample.getClass());
            }
          }
        });
  }

  @Test
  void P7_decode_ofHostileBytes_isReadOrRefused() {
    List<String> hostile =
        List.of(
            "",
            "\u0000",
            "null",
            "NaN",
            "[".repeat(100_000),
            "{\"a\":".repeat(10_000),
            "{\"@class\":\"javax.script.ScriptEngineManager\"}",
            "[\"java.util.ArrayList\",[]]",
            "<?xml version=\"1.0\"?><!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>");
    for (Object sample : samples()) {
      for (String text : hostile) {
        readOrRefuse(text.getBytes(StandardCharsets.UTF_8), sample.getClass());
      }
      readOrRefuse(new byte[] {(byte) 0xac, (byte) 0xed, 0, 5, 't', 0, 1, 'x'}, sample.getClass());
    }
  }

  @Test
  void P8_codec_servesManyThreadsAtOnce() {
    List<?> samples = samples();
    Crowd.ask(
        i -> {
          for (int n = 0; n < 50; n++) {
            for (Object sample : samples) {
              assertThat(decode(encode(sample), sample.getClass())).isEqualTo(sample);
            }
          }
          return i;
        });
  }

  private byte[] encode(Object value) {
    return codec().encode(value, value.getClass());
  }

  private Object decode(byte[] bytes, Class<?> type) {
    return codec().decode(bytes, type, 1);
  }

  /** A value of the type that was asked for, or the one exception that says it is none. */
  private void readOrRefuse(byte[] bytes, Class<?> type) {
    Object value;
    try {
      value = decode(bytes, type);
    } catch (PayloadException refused) {
      return;
    }
    assertThat(value).isInstanceOf(type);
  }
}
