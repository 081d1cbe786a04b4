package dev.punctual.scheduler.trigger;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a schedule of hours, minutes and weekdays does, found by walking through every minute and
 * asking java.time about each: slow, and sharing no code with the search under test.
 */
record TimeOfDayModel(Set<Integer> hours, Set<Integer> minutes, Set<Integer> weekdays) {

  static TimeOfDayModel random(Samples samples) {
    Set<Integer> weekdays =
        samples.random.nextBoolean() ? Set.of(1, 2, 3, 4, 5, 6, 7) : samples.values(1, 7);
    return new TimeOfDayModel(samples.values(0, 23), samples.values(0, 59), weekdays);
  }

  CronTrigger trigger(ZoneId zone, DstPolicy policy) {
    return CronTrigger.crontab(list(minutes) + " " + list(hours) + " * * " + list(weekdays))
        .withZone(zone)
        .withDst(policy);
  }

  private static String list(Set<Integer> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  boolean matches(LocalDateTime local) {
    return local.getSecond() == 0
        && minutes.contains(local.getMinute())
        && hours.contains(local.getHour())
        && weekdays.contains(local.getDayOfWeek().getValue());
  }

  /** The instants of {@code [from, to)} whose local reading matches. */
  List<Instant> wallClock(ZoneId zone, Instant from, Instant to) {
    return Stream.iterate(from, at -> at.isBefore(to), at -> at.plusSeconds(60))
        .filter(instant -> matches(LocalDateTime.ofInstant(instant, zone)))
        .toList();
  }

  /** The fires of {@code [from, to)} under a policy, from the local times that were written. */
  TreeMap<Instant, Adjustment> fires(ZoneId zone, DstPolicy policy, Instant from, Instant to) {
    TreeMap<Instant, Adjustment> fires = new TreeMap<>();
    LocalDateTime last = LocalDateTime.ofInstant(to, zone).plusHours(26);
    LocalDateTime local = LocalDateTime.ofInstant(from, zone).minusHours(26);
    ZoneOffsetTransition shifted = null;
    for (; local.isBefore(last); local = local.plusMinutes(1)) {
      if (matches(local)) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        boolean firstInGap = transition != null && !transition.equals(shifted);
        shifted = transition != null && transition.isGap() ? transition : shifted;
        add(fires, local, zone, transition, policy, firstInGap);
      }
    }
    return new TreeMap<>(fires.subMap(from, to));
  }

  private void add(
      TreeMap<Instant, Adjustment> fires,
      LocalDateTime local,
      ZoneId zone,
      ZoneOffsetTransition transition,
      DstPolicy policy,
      boolean firstInGap) {
    if (transition == null) {
      fires.put(local.toInstant(zone.getRules().getOffset(local)), Adjustment.NONE);
      return;
    }
    boolean everyHour = hours.size() == 24;
    Instant early = local.toInstant(transition.getOffsetBefore());
    if (transition.isGap()) {
      Adjustment moved = new Adjustment(Adjustment.Kind.GAP_SHIFTED, local);
      Gap gap = policy.gap();
      if (gap == Gap.SHIFT_FORWARD
          || (gap == Gap.AUTO && !everyHour)
          || (gap == Gap.SHIFT_FIRST && firstInGap)) {
        fires.putIfAbsent(early, moved);
      } else if (gap == Gap.NEXT_VALID || gap == Gap.UNIX) {
        fires.putIfAbsent(transition.getInstant(), moved);
      }
      return;
    }
    Overlap overlap = policy.overlap();
    boolean both = overlap == Overlap.BOTH || (overlap == Overlap.AUTO && everyHour);
    if (both || overlap != Overlap.SECOND) {
      fires.put(early, new Adjustment(Adjustment.Kind.OVERLAP_FIRST, null));
    }
    if (both || overlap == Overlap.SECOND) {
      Instant late = local.toInstant(transition.getOffsetAfter());
      fires.put(late, new Adjustment(Adjustment.Kind.OVERLAP_SECOND, null));
    }
  }
}
