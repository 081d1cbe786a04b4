package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.trigger.DateTrigger;
import dev.punctual.scheduler.trigger.IntervalTrigger;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a node asks of a shared store while it has little to do. */
class IdleTests {

  private static final Set<Class<?>> ROLES =
      Set.of(JobRegistry.class, FireQueue.class, LeaseBook.class, History.class, Membership.class);

  private final EngineFixture fixture = new EngineFixture();
  private final Map<String, Integer> calls = new TreeMap<>();
  private final Task<Void> task = Task.named("task", context -> {});

  private BackgroundScheduler start() {
    fixture.store = counted(JobStore.class, DurableStore.over(fixture.memory));
    BackgroundScheduler scheduler = fixture.scheduler(builder -> builder.tasks(task));
    scheduler.start();
    return scheduler;
  }

  private <T> T counted(Class<T> type, Object target) {
    return type.cast(
        Proxy.newProxyInstance(
            IdleTests.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (ROLES.contains(type)) {
                calls.merge(method.getName(), 1, Integer::sum);
              }
              try {
                Object answer = method.invoke(target, arguments);
                Class<?> role = method.getReturnType();
                return ROLES.contains(role) ? counted(role, answer) : answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private void callsOf(Duration time) {
    fixture.advance(Duration.ofMinutes(1));
    calls.clear();
    fixture.advance(time);
  }

  @Test
  void node_withoutJobs_ticksAndAsksNothingElse() {
    start();

    callsOf(Duration.ofMinutes(50));

    assertThat(calls).containsOnlyKeys("tick");
    assertThat(calls.get("tick")).isBetween(50 * 10, 50 * 14);
  }

  @Test
  void node_withJobsThatAreDueTomorrow_ticksAndAsksNothingElse() {
    BackgroundScheduler scheduler = start();
    for (int i = 0; i < 100; i++) {
      scheduler.addJob(task, DateTrigger.at(EngineFixture.START.plus(Duration.ofDays(1))));
    }

    callsOf(Duration.ofMinutes(50));

    assertThat(calls).containsOnlyKeys("tick");
  }

  @Test
  void node_withAJobEachMinute_makesOneRoundForEachRun() {
    BackgroundScheduler scheduler = start();
    scheduler.addJob(task, IntervalTrigger.every(Duration.ofMinutes(1)));

    callsOf(Duration.ofMinutes(50));

    assertThat(fixture.ended()).hasSizeBetween(50, 51);
    assertThat(calls)
        .containsOnlyKeys("tick", "claimOrFire", "fire", "claimDue", "complete", "renew");
    assertThat(calls.get("fire")).isBetween(49, 51);
    assertThat(calls.get("complete")).isBetween(49, 51);
    assertThat(calls.get("claimOrFire")).isLessThanOrEqualTo(100);
    assertThat(calls.get("claimDue")).isLessThanOrEqualTo(100);
  }
}
