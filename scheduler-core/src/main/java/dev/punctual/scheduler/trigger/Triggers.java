package dev.punctual.scheduler.trigger;

import dev.punctual.scheduler.internal.cron.CronDialect;
import java.time.DateTimeException;
import java.util.Optional;
import java.util.TreeSet;

/** Reads triggers back from their text form. */
public final class Triggers {

  private Triggers() {}

  /**
   * The trigger that {@code text} describes; {@code parse(t.text())} equals {@code t}.
   *
   * <p>Kinds that are not built in are read by the {@link TriggerProvider} of that kind.
   *
   * @param text at most 65,536 characters
   * @throws TriggerSyntaxException if the kind is unknown or the text breaks its grammar; the
   *     message gives the position and the rule
   */
  public static Trigger parse(String text) {
    return parse(text, 0);
  }

  /**
   * The trigger that a stored text describes; if this node cannot read it, one that has this text
   * and never fires. Throws nothing, whatever the text or a provider does, so that one bad row does
   * no harm to others.
   *
   * <p>A store does not hand out a job whose trigger has a {@link #problem}; where one reaches an
   * engine all the same, that pauses the job and says why.
   */
  public static Trigger read(String text) {
    try {
      return parse(text);
    } catch (OutOfMemoryError exhausted) {
      throw exhausted;
    } catch (RuntimeException | Error unreadable) {
      String why = unreadable.getMessage();
      return new UnreadableTrigger(text, why == null ? unreadable.getClass().getName() : why);
    }
  }

  /** Why {@link #read} could not read a trigger; empty when it could. */
  public static Optional<String> problem(Trigger trigger) {
    return trigger instanceof UnreadableTrigger unreadable
        ? Optional.of(unreadable.problem())
        : Optional.empty();
  }

  static Trigger parse(String text, int depth) {
    TriggerText parts = TriggerText.kindOf(text);
    try {
      return parse(parts, depth);
    } catch (TriggerSyntaxException e) {
      throw e;
    } catch (IllegalArgumentException | DateTimeException e) {
      String rule = TriggerSyntaxException.quote(String.valueOf(e.getMessage()));
      throw new TriggerSyntaxException(text, parts.restColumn(), rule);
    }
  }

  private static Trigger parse(TriggerText parts, int depth) {
    return switch (parts.kind) {
      case "manual" -> ManualTrigger.parse(parts);
      case "date" -> DateTrigger.parse(parts);
      case "interval" -> IntervalTrigger.parse(parts);
      case "cron" -> CronTrigger.parseNamed(parts);
      case "crontab" -> CronTrigger.parse(CronDialect.CRONTAB, parts);
      case "apscheduler" -> CronTrigger.parse(CronDialect.APSCHEDULER, parts);
      case "quartz" -> CronTrigger.parse(CronDialect.QUARTZ, parts);
      case "spring" -> CronTrigger.parse(CronDialect.SPRING, parts);
      case "calendar" -> CalendarIntervalTrigger.parse(parts);
      case "and" -> AndTrigger.parse(parts, depth);
      case "or" -> OrTrigger.parse(parts, depth);
      case "except" -> ExceptTrigger.parse(parts, depth);
      default -> custom(parts);
    };
  }

  private static Trigger custom(TriggerText parts) {
    TriggerProvider provider = TriggerKinds.find(parts.kind);
    if (provider == null) {
      throw new TriggerSyntaxException(
          parts.text,
          1,
          "unknown trigger kind; use one of "
              + new TreeSet<>(TriggerKinds.BUILT_IN)
              + " or provide a TriggerProvider");
    }
    Trigger trigger = provider.parse(parts.rest());
    if (trigger == null) {
      throw new IllegalStateException(
          "the provider "
              + provider.getClass().getName()
              + " made no trigger of its text; it must make one or throw");
    }
    return trigger;
  }
}
