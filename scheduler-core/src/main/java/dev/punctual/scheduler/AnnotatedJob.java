package dev.punctual.scheduler;

import dev.punctual.scheduler.internal.config.DurationText;
import dev.punctual.scheduler.internal.config.Keys;
import dev.punctual.scheduler.store.Names;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A job as an annotation describes it.
 *
 * @param id its id, which is its task's name too
 * @param method what it runs
 * @param call the way to call that
 * @param trigger when it fires
 * @param options all the rest
 */
record AnnotatedJob(
    String id, AnnotatedMethod method, AnnotatedCall call, Trigger trigger, JobOptions options) {

  private static final String NO_LIMIT = "none";

  /**
   * Reads an annotation.
   *
   * @param options of which nothing was said yet
   * @return null if a mistake was found
   */
  static @Nullable AnnotatedJob read(
      AnnotatedMethod method,
      @Nullable AnnotatedCall call,
      ScheduledJob said,
      JobOptions options,
      Mistakes mistakes) {
    String id = id(method, said, mistakes);
    Trigger trigger = AnnotatedTrigger.of(said, mistakes);
    apply(said, options, mistakes);
    if (id == null || call == null || trigger == null) {
      return null;
    }
    return new AnnotatedJob(id, method, call, trigger, options.id(id));
  }

  private static @Nullable String id(AnnotatedMethod method, ScheduledJob said, Mistakes mistakes) {
    String stable = method.stableName();
    if (said.id().isEmpty() && stable == null) {
      mistakes.add(
          "its class "
              + method.object().getClass().getName()
              + " has no name that stays the same; say id = \"...\"");
      return null;
    }
    String id = said.id().isEmpty() ? stable + "." + method.declared().getName() : said.id();
    try {
      return Names.require("task", id);
    } catch (IllegalArgumentException e) {
      mistakes.add("id " + Keys.quote(id) + " names its task too: " + e.getMessage());
      return null;
    }
  }

  private static void apply(ScheduledJob said, JobOptions options, Mistakes mistakes) {
    mistakes.attempt(() -> text(said.name(), options::name));
    mistakes.attempt(() -> text(said.executor(), options::executor));
    mistakes.attempt(() -> text(said.store(), options::store));
    mistakes.attempt(() -> options.tags(said.tags()));
    mistakes.attempt(() -> options.onConflict(said.onConflict()));
    mistakes.attempt(() -> one("coalesce", said.coalesce(), options::coalesce));
    mistakes.attempt(() -> one("overflow", said.overflow(), options::overflow));
    mistakes.attempt(() -> number(said.maxInstances(), options::maxInstances));
    mistakes.attempt(() -> number(said.maxCatchUp(), options::maxCatchUp));
    mistakes.attempt(() -> number(said.priority(), options::priority));
    mistakes.attempt(() -> one("guarantee", said.guarantee(), options::guarantee));
    mistakes.read(
        "misfireGraceTime", said.misfireGraceTime(), text -> options.misfireGraceTime(limit(text)));
    mistakes.read("timeout", said.timeout(), text -> options.timeout(limit(text)));
    AnnotatedRetry.apply(said, options, mistakes);
    if (said.paused()) {
      options.paused();
    }
  }

  private static @Nullable Duration limit(String text) {
    return text.strip().equalsIgnoreCase(NO_LIMIT) ? null : DurationText.parse(text);
  }

  private static void text(String value, Consumer<String> setter) {
    if (!value.isEmpty()) {
      setter.accept(value);
    }
  }

  private static void number(int value, IntConsumer setter) {
    if (value != ScheduledJob.UNSET) {
      setter.accept(value);
    }
  }

  private static <T> void one(String attribute, T[] values, Consumer<T> setter) {
    if (values.length > 1) {
      throw new IllegalArgumentException(attribute + " has " + values.length + " values; give one");
    }
    if (values.length == 1) {
      setter.accept(values[0]);
    }
  }
}
