package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an annotation says wrongly is told at once, and nothing is added. */
@SuppressWarnings("unused")
class AnnotationMistakesTests {

  private final EngineFixture fixture = new EngineFixture();
  private final BackgroundScheduler scheduler = fixture.started();

  static class Mistaken {
    @ScheduledJob(id = "a")
    void nothing() {}

    @ScheduledJob(id = "b", every = "1s", cron = "* * * * *")
    void both() {}

    @ScheduledJob(id = "c", every = "10")
    void unitless() {}

    @ScheduledJob(id = "d", every = "0s")
    void zero() {}

    @ScheduledJob(id = "e", every = "1s", zone = "UTC")
    void zonedInterval() {}

    @ScheduledJob(id = "f", cron = "61 * * * *", zone = "Mars/Base", jitter = "-1s")
    void threeMistakes() {}

    @ScheduledJob(id = "g", cron = "crontab 0 9 * * * zone=UTC", zone = "Asia/Tokyo")
    void twoZones() {}

    @ScheduledJob(id = "h", at = "tomorrow", jitter = "1s")
    void badDate() {}

    @ScheduledJob(id = "i", at = "2026-05-01T09:30:00Z", zone = "UTC")
    void zonedInstant() {}

    @ScheduledJob(id = "j", every = "1s", executor = "nowhere", store = "nirvana", maxInstances = 0)
    void unknownNames() {}

    @ScheduledJob(
        id = "k",
        every = "1s",
        coalesce = {Coalesce.ALL, Coalesce.LATEST},
        overflow = {Overflow.SKIP, Overflow.QUEUE_ALL},
        priority = 10,
        maxCatchUp = -1,
        misfireGraceTime = "0s",
        tags = "")
    void badPolicy() {}

    @ScheduledJob(
        id = "o",
        every = "1s",
        timeout = "0s",
        retryAttempts = 0,
        retryFirstDelay = "2h",
        retryLongestDelay = "1h",
        guarantee = {Guarantee.AT_MOST_ONCE, Guarantee.AT_LEAST_ONCE})
    void badRun() {}

    @ScheduledJob(
        id = "p",
        every = "1s",
        timeout = "soon",
        retryFirstDelay = "5",
        retryLongestDelay = "366d")
    void badDurations() {}

    @ScheduledJob(id = "l", cron = "crontab 0 9 * * * end=2020-01-01T00:00:00Z")
    void never() {}

    @ScheduledJob(id = "m", every = "1s")
    void fine() {}

    @ScheduledJob(id = "n", every = "1s")
    static void fixed() {}
  }

  @Test
  void mistakes_ofAnObject_areAllToldAtOnceAndNothingIsAdded() {
    List<String> problems =
        catchThrowableOfType(
                ConfigProblemsException.class, () -> scheduler.register(new Mistaken()))
            .problems();

    assertThat(problems).allSatisfy(p -> assertThat(p).contains("Mistaken."));
    assertThat(problems.stream().map(p -> p.substring(p.indexOf("Mistaken.") + 9)))
        .satisfiesExactlyInAnyOrder(
            p -> assertThat(p).startsWith("nothing(): nothing says when").contains("exactly one"),
            p -> assertThat(p).startsWith("both(): every and cron are given").contains("one of"),
            p -> assertThat(p).startsWith("unitless(): every '10': add a unit"),
            p -> assertThat(p).startsWith("zero(): every '0s':").contains("must be positive"),
            p -> assertThat(p).startsWith("zonedInterval(): zone 'UTC':").contains("use cron"),
            p -> assertThat(p).startsWith("threeMistakes(): cron '61 * * * *':").contains("column"),
            p -> assertThat(p).startsWith("threeMistakes(): zone 'Mars/Base':"),
            p -> assertThat(p).startsWith("threeMistakes(): jitter '-1s':"),
            p -> assertThat(p).startsWith("twoZones(): zone 'Asia/Tokyo':").contains("UTC"),
            p -> assertThat(p).startsWith("badDate(): at 'tomorrow':").contains("2026-05-01"),
            p -> assertThat(p).startsWith("badDate(): jitter '1s':"),
            p -> assertThat(p).startsWith("zonedInstant(): zone 'UTC':").contains("leave one out"),
            p -> assertThat(p).startsWith("unknownNames():").contains("executor called 'nowhere'"),
            p -> assertThat(p).startsWith("unknownNames():").contains("store called 'nirvana'"),
            p -> assertThat(p).startsWith("unknownNames(): maxInstances 0"),
            p -> assertThat(p).startsWith("badPolicy(): coalesce has 2 values"),
            p -> assertThat(p).startsWith("badPolicy(): overflow has 2 values"),
            p -> assertThat(p).startsWith("badPolicy(): priority 10"),
            p -> assertThat(p).startsWith("badPolicy(): maxCatchUp -1"),
            p -> assertThat(p).startsWith("badPolicy(): misfireGraceTime '0s'"),
            p -> assertThat(p).startsWith("badPolicy(): tag ''"),
            p -> assertThat(p).startsWith("badRun(): timeout '0s'").contains("must be positive"),
            p -> assertThat(p).startsWith("badRun(): retryAttempts 0").contains("1 to 1000"),
            p -> assertThat(p).startsWith("badRun(): retryFirstDelay '2h'").contains("PT1H"),
            p -> assertThat(p).startsWith("badRun(): guarantee has 2 values"),
            p -> assertThat(p).startsWith("badDurations(): timeout 'soon'").contains("'30s'"),
            p -> assertThat(p).startsWith("badDurations(): retryFirstDelay '5'").contains("'5s'"),
            p -> assertThat(p).startsWith("badDurations(): retryLongestDelay '366d'"),
            p -> assertThat(p).startsWith("never(): trigger 'crontab").contains("never fires"),
            p -> assertThat(p).startsWith("fixed(): a job is a method of an instance"));
    fixture.advance(Duration.ofSeconds(3));
    assertThat(fixture.ended()).isEmpty();
  }

  static class Strict {
    @ScheduledJob(id = "first", every = "1s")
    void first() {}

    @ScheduledJob(id = "taken", every = "1s", onConflict = ConflictPolicy.FAIL)
    void taken() {}
  }

  @Test
  void takenId_withFail_isRefusedBeforeAnythingIsAdded() {
    scheduler.addJob(() -> {}, IntervalTrigger.every(Duration.ofHours(1)), o -> o.id("taken"));

    assertThatThrownBy(() -> scheduler.register(new Strict()))
        .isInstanceOf(ConfigProblemsException.class)
        .hasMessageContaining("taken(): a job with the id 'taken' exists already");
    assertThat(scheduler.getJob("first")).isEmpty();
  }
}
