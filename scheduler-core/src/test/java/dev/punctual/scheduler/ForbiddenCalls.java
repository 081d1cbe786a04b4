package dev.punctual.scheduler;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.regex.Pattern;

/** Calls, constructions and method references that reach past the injected time source. */
final class ForbiddenCalls extends ArchCondition<JavaClass> {

  private static final Set<String> CLOCKS_IN_JAVA_TIME =
      Set.of(
          "Instant",
          "LocalDate",
          "LocalTime",
          "LocalDateTime",
          "OffsetDateTime",
          "OffsetTime",
          "ZonedDateTime",
          "Year",
          "YearMonth",
          "MonthDay");

  private static final Pattern MEMBERS =
      Pattern.compile(
          "java\\.time\\.(Clock|InstantSource)\\.(system|tick).*"
              + "|java\\.time\\.ZoneId\\.systemDefault"
              + "|java\\.lang\\.System\\.(nanoTime|currentTimeMillis)"
              + "|java\\.lang\\.Thread\\.(sleep|<init>|start.*|onSpinWait)"
              + "|java\\.lang\\.Math\\.random"
              + "|java\\.lang\\.Object\\.(wait|notify|notifyAll)"
              + "|java\\.util\\.(Timer|Date|Random|SplittableRandom)\\.<init>"
              + "|java\\.util\\.UUID\\.randomUUID"
              + "|java\\.util\\.Calendar\\.getInstance"
              + "|java\\.util\\.concurrent\\.Executors\\..*"
              + "|java\\.util\\.concurrent\\.ForkJoinPool\\.(commonPool|<init>)"
              + "|java\\.util\\.concurrent\\.ScheduledThreadPoolExecutor\\.<init>"
              + "|java\\.util\\.concurrent\\.ThreadLocalRandom\\.current"
              + "|java\\.util\\.concurrent\\.TimeUnit\\.(sleep|timedJoin|timedWait)"
              + "|java\\.util\\.concurrent\\.CompletableFuture"
              + "\\.(orTimeout|completeOnTimeout|delayedExecutor)"
              + "|java\\.util\\.concurrent\\.locks\\.LockSupport\\.park.*");

  ForbiddenCalls() {
    super("read clocks, wait, draw random numbers or make threads");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    for (JavaAccess<?> access : type.getAccessesFromSelf()) {
      String owner = access.getTargetOwner().getName();
      String name = access.getTarget().getName();
      boolean clock =
          name.equals("now")
              && owner.startsWith("java.time.")
              && CLOCKS_IN_JAVA_TIME.contains(owner.substring("java.time.".length()));
      if (clock || MEMBERS.matcher(owner + "." + name).matches()) {
        events.add(SimpleConditionEvent.satisfied(access, access.getDescription()));
      }
    }
  }
}
