package dev.punctual.scheduler.codec.jackson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.punctual.scheduler.codec.PayloadCodec;
import dev.punctual.scheduler.codec.PayloadException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.node.ObjectNode;

/** JSON in, payload out, and nothing in the JSON decides more than values. */
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

  /** A payload whose JSON would name a class. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
  public interface Shape {}

  /** A class that must not be made by its name. */
  public record Circle(int radius) implements Shape {
    static int made;

    public Circle {
      made++;
    }
  }

  static List<Named<JacksonCodec>> codecs() {
    return List.of(
        Named.of("default", new JacksonCodec()),
        Named.of("own mapper", JacksonCodec.with(JsonMapper.shared())));
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void annotationThatHasJsonNameClasses_choosesNone(JacksonCodec any) {
    byte[] stored =
        ("{\"@class\": \"" + Circle.class.getName() + "\", \"radius\": 1}").getBytes(UTF_8);
    int before = Circle.made;

    assertThatExceptionOfType(PayloadException.class)
        .isThrownBy(() -> any.decode(stored, Shape.class, 1));
    assertThat(Circle.made).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void depth_ofSixtyFour_isReadAndWrittenAndOneMoreIsNot(JacksonCodec any) {
    List<?> deep = List.of();
    for (int i = 1; i < 64; i++) {
      deep = List.of(deep);
    }
    List<?> tooDeep = List.of(deep);

    assertThat((Object) any.decode(any.encode(deep, List.class), List.class, 1)).isEqualTo(deep);
    assertThatExceptionOfType(PayloadException.class)
        .isThrownBy(() -> any.encode(tooDeep, List.class))
        .withMessageContaining("64")
        .withMessageContaining("flatten");
    String stored = "[".repeat(65) + "]".repeat(65);
    assertThatExceptionOfType(PayloadException.class)
        .isThrownBy(() -> any.decode(stored.getBytes(UTF_8), List.class, 1))
        .withMessageContaining("64");
  }

  @Test
  void bracketsInTexts_areNoDepth() {
    String text = "\\\"[{".repeat(100);

    assertThat(codec.decode(codec.encode(text, String.class), String.class, 1)).isEqualTo(text);
  }

  @Test
  void mapperThatIndents_isNoMapperWithTyping() {
    JacksonCodec indented =
        JacksonCodec.with(JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build());

    assertThat(indented.encode(List.of(1), List.class)).asString(UTF_8).contains("[ 1 ]");
  }

  @Test
  void refusal_namesThePartOfTheTypeAndWhatToDo() {
    byte[] stored = "{\"to\": \"a\", \"lines\": [{\"secret-key\": 1}]}".getBytes(UTF_8);

    assertThatExceptionOfType(PayloadException.class)
        .isThrownBy(() -> codec.decode(stored, Mail.class, 1))
        .withMessageContaining(".lines[0]")
        .withMessageContaining("upgrader")
        .satisfies(refused -> assertThat(refused).hasMessageNotContaining("secret-key"));
  }

  /** A part that cannot be written. */
  public static final class Unwritable {
    public String getValue() {
      throw new IllegalStateException("top-secret");
    }
  }

  /** A payload that cannot be written. */
  public record Stubborn(Map<String, Unwritable> parts) {}

  @Test
  void valueThatCannotBeWritten_isRefusedWithoutItsContent() {
    Stubborn stubborn = new Stubborn(Map.of("secret-key", new Unwritable()));

    assertThatExceptionOfType(PayloadException.class)
        .isThrownBy(() -> codec.encode(stubborn, Stubborn.class))
        .withNoCause()
        .withMessageContaining("Stubborn")
        .withMessageContaining(".parts.(key)")
        .satisfies(refused -> assertThat(refused).hasMessageNotContaining("secret"));
  }

  @Test
  void upgraderThatFails_isNamedWithoutThePayload() {
    JacksonCodec broken =
        codec.upgrading(
            Note.class,
            1,
            old -> {
              throw new IllegalStateException("top-secret " + old);
            });

    assertThatExceptionOfType(PayloadException.class)
        .isThrownBy(() -> broken.decode("{\"text\":\"x\"}".getBytes(UTF_8), Note.class, 1))
        .withMessageContaining("upgrader for version 1")
        .withMessageContaining("IllegalStateException")
        .satisfies(refused -> assertThat(refused).hasMessageNotContaining("top-secret"));
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
