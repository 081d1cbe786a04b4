package dev.punctual.scheduler.codec.jackson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.punctual.scheduler.codec.PayloadCodec;
import dev.punctual.scheduler.codec.PayloadException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.node.ObjectNode;

class JacksonCodecTests {

  /** A payload as users write them. */
  public record Mail(String to, List<String> lines, Instant sent, Duration grace) {}

  /** What {@code Mail} was called with in an earlier version. */
  public record Note(String text, int priority) {}

  /** A payload with a part of any type. */
  public record Holder(Object part) {}

  private static final Mail MAIL =
      new Mail("a@b.c", List.of("1", "ü"), Instant.ofEpochMilli(1), Duration.ofSeconds(3));

  private final JacksonCodec codec = new JacksonCodec();

  static List<Object> values() {
    return List.of(
        MAIL, "text", 42, Map.of("a", 1), ZonedDateTime.parse("2026-03-29T01:30:00Z[UTC]"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("values")
  void value_encodedAndDecoded_isEqual(Object value) {
    Class<?> type = value instanceof Map ? Map.class : value.getClass();

    assertThat((Object) codec.decode(codec.encode(value, type), type, 1)).isEqualTo(value);
  }

  @Test
  void codec_isFoundAsAService() {
    assertThat(ServiceLoader.load(PayloadCodec.class))
        .singleElement()
        .satisfies(found -> assertThat(found.name()).isEqualTo("json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "\"text\"", "{\"to\": {}}", "\u0000"})
  void bytes_thatAreNoMail_areRefusedWithoutBeingQuoted(String stored) {
    assertThatExceptionOfType(PayloadException.class)
        .isThrownBy(() -> codec.decode(stored.getBytes(UTF_8), Mail.class, 1))
        .withMessageContaining("Mail")
        .withNoCause();
  }

  @Test
  void refusal_neverQuotesThePayload() {
    byte[] stored = "{\"to\": \"a\", \"lines\": \"top-secret\"}".getBytes(UTF_8);

    assertThatExceptionOfType(PayloadException.class)
        .isThrownBy(() -> codec.decode(stored, Mail.class, 1))
        .satisfies(refused -> assertThat(refused).hasMessageNotContaining("top-secret"));
  }

  @Test
  void depth_beyondTheLimit_isRefused() {
    String deep = "[".repeat(10_000) + "]".repeat(10_000);

    assertThatExceptionOfType(PayloadException.class)
        .isThrownBy(() -> codec.decode(deep.getBytes(UTF_8), List.class, 1));
  }

  @Test
  void classNamesInTheJson_areData() {
    byte[] hostile =
        "{\"part\": [\"java.util.concurrent.ThreadPoolExecutor\", {\"@class\": \"java.io.File\"}]}"
            .getBytes(UTF_8);

    assertThat(codec.decode(hostile, Holder.class, 1).part())
        .isEqualTo(
            List.of("java.util.concurrent.ThreadPoolExecutor", Map.of("@class", "java.io.File")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NON_FINAL", "OBJECT_AND_NON_CONCRETE", "JAVA_LANG_OBJECT"})
  void mapper_withDefaultTyping_isRefused(DefaultTyping typing) {
    JsonMapper unsafe =
        JsonMapper.builder()
            .activateDefaultTyping(
                BasicPolymorphicTypeValidator.builder().allowIfBaseType(Object.class).build(),
                typing)
            .build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> JacksonCodec.with(unsafe))
        .withMessageContaining("default typing");
  }

  @Test
  void oldVersion_passesThroughEveryUpgrader() {
    JacksonCodec current =
        codec
            .upgrading(Note.class, 1, old -> put(old, "priority", 1))
            .upgrading(Note.class, 2, old -> put(old, "priority", old.get("priority").asInt() + 5));

    assertThat(current.version(Note.class)).isEqualTo(3);
    assertThat(current.version(Mail.class)).isEqualTo(1);
    assertThat(current.decode("{\"text\":\"hi\"}".getBytes(UTF_8), Note.class, 1))
        .isEqualTo(new Note("hi", 6));
    assertThat(current.decode("{\"text\":\"hi\",\"priority\":2}".getBytes(UTF_8), Note.class, 2))
        .isEqualTo(new Note("hi", 7));
    assertThat(current.decode(current.encode(new Note("x", 3), Note.class), Note.class, 3))
        .isEqualTo(new Note("x", 3));
  }

  @Test
  void version_ofANewerNode_isRefused() {
    assertThatExceptionOfType(PayloadException.class)
        .isThrownBy(() -> codec.decode("{}".getBytes(UTF_8), Note.class, 2))
        .withMessageContaining("version 2")
        .withMessageContaining("1 to 1");
  }

  @Test
  void version_withoutUpgrader_isRefused() {
    JacksonCodec gap = codec.upgrading(Note.class, 2, old -> old);

    assertThatExceptionOfType(PayloadException.class)
        .isThrownBy(() -> gap.decode("{}".getBytes(UTF_8), Note.class, 1))
        .withMessageContaining("no upgrader for version 1");
  }

  @Test
  void upgraders_twoOfOneVersion_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> codec.upgrading(Note.class, 1, old -> old).upgrading(Note.class, 1, old -> old))
        .withMessageContaining("two upgraders");
  }

  private static JsonNode put(JsonNode tree, String field, int value) {
    return ((ObjectNode) tree).put(field, value);
  }
}
