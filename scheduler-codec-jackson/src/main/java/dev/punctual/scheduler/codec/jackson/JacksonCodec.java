package dev.punctual.scheduler.codec.jackson;

import dev.punctual.scheduler.codec.PayloadCodec;
import dev.punctual.scheduler.codec.PayloadException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/**
 * Keeps payloads as JSON. The type to read is the one that the task was registered with; nothing in
 * the JSON can name another. An immutable value.
 *
 * <p>A payload type that changes its shape gets an upgrader for each version it leaves behind; what
 * was stored long ago then passes through all of them in turn.
 */
public final class JacksonCodec implements PayloadCodec {

  private static final int MAX_DEPTH = 64;
  private static final int MAX_BYTES = 10 << 20;

  private final JsonMapper mapper;
  private final Map<Class<?>, SortedMap<Integer, UnaryOperator<JsonNode>>> upgraders;

  /** The codec with Jackson's defaults, but dates keep their zone. */
  public JacksonCodec() {
    this(defaultMapper(), Map.of());
  }

  private JacksonCodec(
      JsonMapper mapper, Map<Class<?>, SortedMap<Integer, UnaryOperator<JsonNode>>> upgraders) {
    this.mapper = mapper;
    this.upgraders = upgraders;
  }

  /**
   * The codec with the application's own mapper. Its settings hold, but two: JSON nests at most 64
   * deep, and no class is chosen by its name, also where {@code @JsonTypeInfo} would have it so.
   *
   * @throws IllegalArgumentException if default typing is on: then the JSON would name the classes
   *     to make, and who can write to the store could run code
   */
  public static JacksonCodec with(JsonMapper mapper) {
    JavaType any = mapper.constructType(Object.class);
    if (mapper.deserializationConfig().getDefaultTyper(any) != null
        || mapper.serializationConfig().getDefaultTyper(any) != null) {
      throw new IllegalArgumentException(
          "the mapper has default typing, so that stored JSON would choose classes; use one without"
              + " it and name subtypes with @JsonSubTypes");
    }
    return new JacksonCodec(withoutClassNames(mapper.rebuild()), Map.of());
  }

  /**
   * The same codec, which also reads payloads of {@code type} that were written as version {@code
   * from}. The version that it writes is the one after the highest {@code from}. Tasks with the
   * same payload type share its versions, so a task whose payload may change has a type of its own.
   *
   * @param from 1 or more; each version up to the highest has its upgrader
   * @param upgrade gets the tree as it was written and answers it as the next version has it
   * @throws IllegalArgumentException if there is an upgrader for that version already
   */
  public JacksonCodec upgrading(Class<?> type, int from, UnaryOperator<JsonNode> upgrade) {
    Objects.requireNonNull(upgrade, "upgrade");
    if (from < 1) {
      throw new IllegalArgumentException(
          "version " + from + " is out of range; versions begin at 1");
    }
    Map<Class<?>, SortedMap<Integer, UnaryOperator<JsonNode>>> more = new HashMap<>(upgraders);
    SortedMap<Integer, UnaryOperator<JsonNode>> ofType =
        new TreeMap<>(upgraders.getOrDefault(type, new TreeMap<>()));
    if (ofType.put(from, upgrade) != null) {
      throw new IllegalArgumentException(
          "two upgraders read version " + from + " of " + type.getName() + "; keep one");
    }
    more.put(type, ofType);
    return new JacksonCodec(mapper, more);
  }

  @Override
  public String name() {
    return "json";
  }

  @Override
  public int version(Class<?> type) {
    SortedMap<Integer, UnaryOperator<JsonNode>> ofType = upgraders.get(type);
    return ofType == null ? 1 : ofType.lastKey() + 1;
  }

  @Override
  public byte[] encode(Object value, Class<?> type) {
    byte[] bytes;
    try {
      bytes = mapper.writerFor(type).writeValueAsBytes(value);
    } catch (JacksonException | StackOverflowError unwritable) {
      throw new PayloadException(
          "a "
              + type.getName()
              + " cannot be written as JSON: "
              + Failures.describe(unwritable)
              + "; give it parts that Jackson writes, or use JacksonCodec.with(...) and a mapper"
              + " that knows them");
    }
    if (Depth.of(bytes) > MAX_DEPTH) {
      throw new PayloadException(
          "a "
              + type.getName()
              + " nests deeper than "
              + MAX_DEPTH
              + " levels as JSON; flatten it");
    }
    return bytes;
  }

  @Override
  public <T> T decode(byte[] bytes, Class<T> type, int version) {
    int current = version(type);
    if (version < 1 || version > current) {
      throw new PayloadException(
          "a "
              + type.getName()
              + " was written as version "
              + version
              + "; this node reads versions 1 to "
              + current
              + ", so run it on a node with the newer code");
    }
    if (Depth.of(bytes) > MAX_DEPTH) {
      throw new PayloadException(
          "the stored JSON of a " + type.getName() + " nests deeper than " + MAX_DEPTH + " levels");
    }
    T value;
    try {
      value =
          version == current
              ? mapper.readValue(bytes, type)
              : mapper.treeToValue(upgraded(mapper.readTree(bytes), type, version), type);
    } catch (JacksonException | StackOverflowError unreadable) {
      throw new PayloadException(
          "the stored JSON is not a "
              + type.getName()
              + ": "
              + Failures.describe(unreadable)
              + "; if the type has changed, give the codec an upgrader of version "
              + version);
    }
    if (value == null) {
      throw new PayloadException("the stored JSON is null, not a " + type.getName());
    }
    return value;
  }

  private JsonNode upgraded(JsonNode stored, Class<?> type, int version) {
    SortedMap<Integer, UnaryOperator<JsonNode>> ofType =
        upgraders.getOrDefault(type, new TreeMap<>());
    JsonNode tree = stored;
    for (int from = version; from <= ofType.lastKey(); from++) {
      UnaryOperator<JsonNode> upgrade = ofType.get(from);
      if (upgrade == null) {
        throw new PayloadException(
            "there is no upgrader for version "
                + from
                + " of "
                + type.getName()
                + "; add one with upgrading(...)");
      }
      tree = upgraded(tree, upgrade, type, from);
    }
    return tree;
  }

  private static JsonNode upgraded(
      JsonNode tree, UnaryOperator<JsonNode> upgrade, Class<?> type, int from) {
    @Nullable JsonNode next;
    try {
      next = upgrade.apply(tree);
    } catch (RuntimeException | StackOverflowError failed) {
      throw new PayloadException(
          "the upgrader for version "
              + from
              + " of "
              + type.getName()
              + " failed: "
              + Failures.describe(failed));
    }
    if (next == null) {
      throw new PayloadException(
          "the upgrader for version " + from + " of " + type.getName() + " answered null");
    }
    return next;
  }

  private static JsonMapper defaultMapper() {
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxDocumentLength(MAX_BYTES)
            .maxStringLength(MAX_BYTES)
            .build();
    return withoutClassNames(
        JsonMapper.builder(JsonFactory.builder().streamReadConstraints(limits).build())
            .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
            .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE));
  }

  /** A validator without rules admits no class name. */
  private static JsonMapper withoutClassNames(JsonMapper.Builder builder) {
    return builder
        .polymorphicTypeValidator(BasicPolymorphicTypeValidator.builder().build())
        .build();
  }
}
