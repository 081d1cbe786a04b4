package dev.punctual.scheduler.internal.cron;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.trigger.DstPolicy;
import dev.punctual.scheduler.trigger.Gap;
import dev.punctual.scheduler.trigger.Overlap;
import dev.punctual.scheduler.trigger.TriggerSyntaxException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The cost of reading and searching, counted in steps and not in time. */
class CronBoundsTests {

  private static final long SEED = Long.getLong("punctual.test.seed", 20_260_501L);
  private static final int EFFORT = Integer.getInteger("punctual.test.effort", 1);
  private static final String ALPHABET = "0123456789*,-/?LW#@ =lastmonfri\t\u0663\u00e9";

  private static final List<String> TEXTS =
      List.of(
          "30 9 * * mon-fri",
          "*/5 8-18/2 1,15 jan-jun 0-7",
          "0 0 last * *",
          "0 0/5 8-18 ? * MON-FRI",
          "0 15 10 LW * ? 2026-2030",
          "0 0 12 L-3 * ?",
          "0 0 12 ? * 6#3",
          "0 0 0 31W 1,3,5 ?",
          "@daily",
          "hour=9 minute=30",
          "day=last fri,2nd mon hour=*/3",
          "year=2026 week=53 day_of_week=sun");

  @ParameterizedTest
  @EnumSource(CronDialect.class)
  void read_mutatedText_isReadOrRefusedInStepsLinearInItsLength(CronDialect dialect) {
    Random random = new Random(SEED + dialect.name().hashCode());
    int read = 0;
    for (int i = 0; i < 20_000 * EFFORT; i++) {
      String text = mutated(random);
      TextCursor cursor = new TextCursor(text);
      try {
        CronFields fields = new CronGrammar(dialect, cursor).read();
        read++;
        assertSearchIsBounded(fields, text, random);
      } catch (TriggerSyntaxException e) {
        assertThat(e.column()).as(text).isBetween(1, text.length() + 1);
      }
      assertThat(cursor.steps).as(text).isLessThanOrEqualTo(40 * (text.length() + 8));
    }
    assertThat(read).as("texts read").isPositive();
  }

  private static String mutated(Random random) {
    StringBuilder text = new StringBuilder(TEXTS.get(random.nextInt(TEXTS.size())));
    for (int changes = random.nextInt(4); changes >= 0; changes--) {
      int at = random.nextInt(text.length() + 1);
      char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, c);
        case 1 -> text.delete(at, Math.min(text.length(), at + 1));
        case 2 -> text.replace(at, Math.min(text.length(), at + 1), String.valueOf(c));
        default -> {
          if (text.length() < 100) {
            text.insert(at, text.substring(0, at));
          }
        }
      }
    }
    return text.toString();
  }

  private static void assertSearchIsBounded(CronFields fields, String text, Random random) {
    MonthWalk walk = new MonthWalk(random.nextInt(50_000));
    fields.dates.next(walk);
    assertThat(walk.visited).as(text).isBetween(1, DateFields.MAX_MONTHS);
  }

  @ParameterizedTest
  @CsvSource({
    "0 0 29 2 *, 8",
    "0 0 31 12 *, 2",
    "0 0 1 1 *, 2",
    "*/7 3 * * *, 1",
  })
  void next_rareDate_visitsOnlyAdmittedMonths(String schedule, int months) {
    MonthWalk walk = new MonthWalk((int) LocalDate.of(2096, 3, 1).toEpochDay());
    CronGrammar.parse(CronDialect.CRONTAB, schedule).dates.next(walk);
    assertThat(walk.visited).isLessThanOrEqualTo(months);
  }

  @Test
  void next_leapDayOnAMonday_visitsAtMostFortyFebruaries() {
    CronFields fields = CronGrammar.parse(CronDialect.FIELDS, "month=2 day=29 day_of_week=0");
    int most = 0;
    for (int year = 1970; year < 2400; year++) {
      MonthWalk walk = new MonthWalk((int) LocalDate.of(year, 1, 1).toEpochDay());
      assertThat(fields.dates.next(walk)).isNotEqualTo(DateFields.NONE);
      most = Math.max(most, walk.visited);
    }
    assertThat(most).isLessThanOrEqualTo(41);
  }

  @Test
  void next_anyScheduleZoneAndPolicy_agreesWithTheLongerPathWithinBounds() {
    Random random = new Random(SEED);
    List<String> zones = List.copyOf(new TreeSet<>(ZoneId.getAvailableZoneIds()));
    long last = Instant.parse("2130-01-01T00:00:00Z").getEpochSecond();
    int most = 0;
    for (int i = 0; i < 20_000 * EFFORT; i++) {
      CronFields fields = CronGrammar.parse(CronDialect.FIELDS, schedule(random));
      ZoneTimeline zone = ZoneTimeline.of(ZoneId.of(zones.get(random.nextInt(zones.size()))));
      Gap gap = pick(random, Gap.values());
      Overlap overlap = pick(random, Overlap.values());
      FireSearch search = new FireSearch(fields, zone, new DstPolicy(gap, overlap));
      long from = (long) (random.nextDouble() * last);
      SearchCost cost = new SearchCost();
      assertThat(search.next(from)).isEqualTo(search.next(from, cost));
      most = Math.max(most, cost.windows);
    }
    assertThat(most).isBetween(3, FireSearch.MAX_WINDOWS);
  }

  private static String schedule(Random random) {
    String text = "hour=" + random.nextInt(24) + " minute=*/" + (1 + random.nextInt(59));
    return switch (random.nextInt(5)) {
      case 0 -> "month=2 day=29 " + text;
      case 1 -> "week=53 " + text;
      case 2 -> "month=" + (1 + random.nextInt(12)) + " day=last sun " + text;
      case 3 -> "day=" + (1 + random.nextInt(31)) + " day_of_week=*/3 " + text;
      default -> text;
    };
  }

  @Test
  void next_scheduleThatOnlyMatchesInTheGap_givesUpAtTheBound() {
    CronFields fields =
        CronGrammar.parse(CronDialect.FIELDS, "month=3 day=last sun hour=2 minute=30");
    FireSearch search =
        new FireSearch(fields, ZoneTimeline.of(ZoneId.of("Europe/Berlin")), DstPolicy.WALL_CLOCK);
    SearchCost cost = new SearchCost();
    long from = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();
    assertThat(search.next(from, cost)).isEqualTo(FireSearch.NONE);
    assertThat(cost.windows).isEqualTo(FireSearch.MAX_WINDOWS);
  }

  private static <T> T pick(Random random, T[] all) {
    return all[random.nextInt(all.length)];
  }
}
