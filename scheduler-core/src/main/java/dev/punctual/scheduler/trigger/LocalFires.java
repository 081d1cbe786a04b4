package dev.punctual.scheduler.trigger;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * The instants that one local time, written once a day, stands for: one as a rule, none or two next
 * to a clock change.
 */
record LocalFires(
    @Nullable Instant first, @Nullable Instant second, LocalDateTime local, boolean gap) {

  static LocalFires of(LocalDateTime local, ZoneRules rules, DstPolicy policy) {
    ZoneOffsetTransition transition = rules.getTransition(local);
    if (transition == null) {
      return new LocalFires(local.toInstant(rules.getOffset(local)), null, local, false);
    }
    Instant early = local.toInstant(transition.getOffsetBefore());
    if (transition.isGap()) {
      Instant moved =
          switch (policy.gap()) {
            case AUTO, SHIFT_FORWARD, SHIFT_FIRST -> early;
            case NEXT_VALID, UNIX -> transition.getInstant();
            case SKIP -> null;
          };
      return new LocalFires(moved, null, local, true);
    }
    Instant late = local.toInstant(transition.getOffsetAfter());
    return switch (policy.overlap()) {
      case AUTO, UNIX, FIRST -> new LocalFires(early, null, local, false);
      case SECOND -> new LocalFires(null, late, local, false);
      case BOTH -> new LocalFires(early, late, local, false);
    };
  }

  /** The first of these fires that is not before {@code from}, or null. */
  @Nullable Instant from(Instant from) {
    if (first != null && !first.isBefore(from)) {
      return first;
    }
    return second == null || second.isBefore(from) ? null : second;
  }

  boolean contains(Instant fire) {
    return fire.equals(first) || fire.equals(second);
  }

  /** What the clock change did to one of these fires. */
  Adjustment adjustment(Instant fire, ZoneRules rules) {
    if (gap) {
      return new Adjustment(Adjustment.Kind.GAP_SHIFTED, local);
    }
    if (rules.getTransition(local) == null) {
      return Adjustment.NONE;
    }
    return fire.equals(first) ? Adjustment.FIRST_PASS : Adjustment.SECOND_PASS;
  }
}
