package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Outcome;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Events as people read them in a trace. */
final class EventText {

  private EventText() {}

  static String of(Event event) {
    if (event instanceof Event.Put put) {
      return "put %s %s: %s"
          .formatted(put.policy(), put.result().status(), job(put.result().stored()));
    } else if (event instanceof Event.Changed changed) {
      JobRecord stored = changed.result().stored();
      return "change %s: %s%s"
          .formatted(
              changed.result().status(),
              stored == null ? changed.job() : job(stored),
              missed(changed.change().missed()));
    } else if (event instanceof Event.Removed removed) {
      return "remove %s: %s".formatted(removed.job(), removed.found() ? "done" : "not there");
    } else if (event instanceof Event.Fired fired) {
      return fired(fired);
    } else if (event instanceof Event.Submitted submitted) {
      return "submit %s: %s".formatted(submitted.job(), submitted.result());
    } else if (event instanceof Event.Granted granted) {
      return "lease " + execution(granted.execution());
    } else if (event instanceof Event.Late late) {
      return "too late " + execution(late.execution());
    } else if (event instanceof Event.Renewed renewed) {
      return "renew %s, lost %s".formatted(leases(renewed.kept()), leases(renewed.lost()));
    } else if (event instanceof Event.Completed completed) {
      return "complete %s %s: %s"
          .formatted(
              lease(completed.completion().lease()),
              outcome(completed.completion().outcome()),
              completed.status());
    } else if (event instanceof Event.Released released) {
      return "release %s: %s"
          .formatted(lease(released.lease()), released.current() ? "done" : "not current");
    } else if (event instanceof Event.Reaped reaped) {
      return "reap " + execution(reaped.execution());
    } else if (event instanceof Event.Rerun rerun) {
      return "rerun %s: %s".formatted(rerun.ended(), rerun.result());
    } else if (event instanceof Event.Confirmed confirmed) {
      return "confirm %s: %s"
          .formatted(lease(confirmed.lease()), confirmed.may() ? "may start" : "may not start");
    } else if (event instanceof Event.Began began) {
      return "BEGIN " + lease(began.lease());
    } else if (event instanceof Event.Ended ended) {
      return "END %s %s%s"
          .formatted(
              lease(ended.lease()), ended.how().text(), ended.held() ? "" : " without lease");
    }
    return event.toString();
  }

  private static String fired(Event.Fired fired) {
    FireDecision decision = fired.decision();
    String fires =
        decision.fires().stream()
            .map(fire -> fire.fireTime().toString())
            .collect(Collectors.joining(" "));
    return "fire %s~%d v%d %s: runs [%s]%s%s, next %s%s"
        .formatted(
            fired.job(),
            decision.claim().job().generation(),
            decision.claim().job().version(),
            fired.result().applied() ? "done" : "STALE",
            fires,
            missed(decision.missed()),
            missed(fired.result().skipped()),
            decision.nextFireTime(),
            decision.problem() == null ? "" : ", problem " + decision.problem());
  }

  private static String job(JobRecord job) {
    return "%s~%d v%d %s last %s next %s due %s max %d %s [%s] %s"
        .formatted(
            job.id(),
            job.generation(),
            job.version(),
            job.state(),
            job.lastFireTime(),
            job.nextFireTime(),
            job.dueTime(),
            job.policy().maxInstances(),
            job.policy().overflow(),
            job.trigger().text(),
            job.task());
  }

  private static String execution(ExecutionRecord record) {
    return "%s#%d %s %s owner %s until %s due %s attempt %d lost %d %s"
        .formatted(
            record.id(),
            record.token(),
            record.task(),
            record.state(),
            record.owner(),
            record.leaseUntil(),
            record.dueTime(),
            record.attempt(),
            record.lost(),
            record.policy().run().guarantee());
  }

  private static String missed(List<MissedRange> ranges) {
    return ranges.stream()
        .map(
            range ->
                ", %s %d from %s to %s"
                    .formatted(range.reason(), range.count(), range.first(), range.last()))
        .collect(Collectors.joining());
  }

  private static String outcome(Outcome outcome) {
    return outcome instanceof Outcome.Failed failed
        ? "Failed, retry after %s, %s"
            .formatted(failed.retryAfter(), failed.error().lines().findFirst().orElse(""))
        : outcome.getClass().getSimpleName();
  }

  private static String leases(List<LeaseRef> leases) {
    return leases.stream().map(EventText::lease).collect(Collectors.joining(" ", "[", "]"));
  }

  static String lease(@Nullable LeaseRef lease) {
    return lease == null ? "none" : lease.id() + "#" + lease.token();
  }
}
